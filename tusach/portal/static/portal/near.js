// "Near me": the browser asks where it is and picks the nearest public point itself. Only the
// point's code is sent; the position stays here.
const form = document.querySelector("[data-near]");
const said = form?.querySelector("[role=status]");

function far(lat, lon, point) {
  const rad = Math.PI / 180;
  const north = (point[1] - lat) * rad;
  const east = (point[2] - lon) * rad * Math.cos(((lat + point[1]) / 2) * rad);
  return north * north + east * east;
}

async function choose({ coords }) {
  const answer = await fetch(form.dataset.near).catch(() => null);
  const points = answer?.ok ? (await answer.json()).points : [];
  const { latitude, longitude } = coords;
  const [nearest] = points.sort((one, other) => far(latitude, longitude, one) - far(latitude, longitude, other));
  if (!nearest) return failed();
  form.elements.noi.value = `d.${nearest[0]}`;
  form.submit();
}

function failed() {
  said.textContent = said.dataset.failed;
}

if (form && navigator.geolocation) {
  form.hidden = false;
  form.querySelector("button").addEventListener("click", () => {
    said.textContent = said.dataset.waiting;
    navigator.geolocation.getCurrentPosition(choose, failed, { timeout: 15000, maximumAge: 600000 });
  });
}
