import { tongue } from "./language";
import { HouseRefusal, Refusal } from "./refusal";

export const say = tongue({
  appName: ["Tủ Sách: quầy", "Tủ Sách: desk"],
  home: ["Trang đầu", "Home"],
  back: ["Về trang đầu", "Back to home"],
  demonstration: ["Bản trình diễn: người và việc ở đây là minh hoạ.", "Demonstration: people and deeds here are invented."],
  language: ["English", "Tiếng Việt"],
  undo: ["Lấy lại", "Undo"],
  undone: ["Đã lấy lại", "Taken back"],
  choose: ["Chọn", "Choose"],
  cancel: ["Thôi", "Cancel"],
  next: ["Tiếp", "Next"],
  scan: ["Quét bằng máy ảnh", "Scan with the camera"],
  stopScan: ["Tắt máy ảnh", "Stop the camera"],
  scanHere: ["Đưa mã vào giữa khung.", "Hold the code in the middle."],
  scannerFetching: ["Đang chuẩn bị máy quét, lần đầu cần có sóng.", "Getting the scanner ready; the first time needs a signal."],

  // Enrolment
  enrolTitle: ["Ghi nhận máy này", "Enrol this device"],
  enrolIntro: [
    "Máy này sẽ thành quầy của điểm thư viện, dùng được cả khi không có sóng.",
    "This device becomes the desk of a service point, and works without a signal.",
  ],
  enrolToken: ["Mã mời (hoặc cả địa chỉ trong mã QR)", "Invitation code (or the whole address of the QR code)"],
  enrolTokenHelp: ["Người quản trị in mã mời ở trang “Thiết bị”.", "The administrator prints it on the page “Devices”."],
  enrolName: ["Tên máy, để người khác nhận ra", "Name of this device, for others to know it"],
  enrolNameExample: ["Ví dụ: Điện thoại anh Páo", "For example: Mr Páo's telephone"],
  enrolDo: ["Ghi nhận", "Enrol"],
  enrolDoing: ["Đang hỏi máy chủ…", "Asking the server…"],
  enrolNoNet: ["Ở đây không bao giờ có mạng?", "Never a network here?"],
  enrolFileSave: ["Lưu tệp xin ghi nhận vào USB", "Save the request on a USB stick"],
  enrolFileOpen: ["Mở tệp trả lời", "Open the answer"],
  enrolFileHelp: [
    "Mang tệp xin ghi nhận đến máy có mạng, nộp ở trang “Thiết bị”, rồi mở tệp trả lời ở đây.",
    "Take the request to a machine with a network, hand it in on the page “Devices”, then open the answer here.",
  ],

  // People and PIN
  firstTitle: ["Ai dùng máy này?", "Who uses this device?"],
  firstIntro: [
    "Đặt tên và mã PIN. Mã PIN khoá danh sách bạn đọc; quên mã thì phải ghi nhận máy lại từ đầu.",
    "Choose a name and a PIN. The PIN locks the list of readers; if it is forgotten the device is enrolled anew.",
  ],
  yourName: ["Tên của bạn", "Your name"],
  pin: ["Mã PIN", "PIN"],
  pinNew: ["Mã PIN mới (từ 6 chữ số)", "New PIN (6 digits or more)"],
  pinAgain: ["Gõ lại mã PIN", "The PIN once more"],
  pinSet: ["Đặt mã PIN", "Set the PIN"],
  pinDiffers: ["Hai lần gõ không giống nhau.", "The two are not the same."],
  lockTitle: ["Mở quầy", "Open the desk"],
  lockWho: ["Bạn là ai?", "Who are you?"],
  enter: ["Mở", "Open"],
  opening: ["Đang mở…", "Opening…"],
  lock: ["Khoá máy", "Lock"],

  // Home and contact
  waiting: ["{n} việc chờ gửi", "{n} {n|entry|entries} to send"],
  nothingWaiting: ["Mọi việc đã gửi xong", "Everything is sent"],
  safeCount: ["{n} việc máy chủ đã giữ", "{n} {n|entry is|entries are} safe at the server"],
  lastContact: ["Liên lạc lần cuối: {at}", "Last contact: {at}"],
  neverContact: ["Chưa liên lạc lần nào", "No contact yet"],
  signedIn: ["{name} đang dùng", "{name} is using it"],
  persisted: ["Trình duyệt hứa không tự xoá dữ liệu.", "The browser promised not to clear this data."],
  notPersisted: [
    "Trình duyệt không hứa giữ dữ liệu. Hãy cài ứng dụng vào màn hình chính (trình đơn ⋮ → “Cài đặt ứng dụng”), và gửi về mỗi khi có sóng.",
    "The browser did not promise to keep this data. Install the app on the home screen (menu ⋮ → “Install app”), and send whenever there is a signal.",
  ],
  askPersist: ["Hỏi lại trình duyệt", "Ask the browser again"],
  clockWrong: [
    "Đồng hồ máy này lệch {by} so với máy chủ. Việc vẫn ghi đúng ngày; nên chỉnh lại đồng hồ.",
    "This device's clock differs from the server's by {by}. Entries keep the right day; please set the clock.",
  ],
  clockOld: [
    "Đồng hồ máy đang chỉ {now}, trước lần liên lạc cuối ({at}). Hãy chỉnh lại đồng hồ.",
    "The clock shows {now}, before the last contact ({at}). Please set the clock.",
  ],
  minutes: ["{n} phút", "{n} {n|minute|minutes}"],
  hours: ["{n} giờ", "{n} {n|hour|hours}"],
  days: ["{n} ngày", "{n} {n|day|days}"],
  spaceLow: [
    "Bộ nhớ máy sắp đầy: còn {left} MB. Xoá bớt ảnh, video rồi làm tiếp.",
    "This device is nearly full: {left} MB left. Delete some pictures or videos.",
  ],
  restored: [
    "Máy chủ vừa được khôi phục từ bản lưu cũ. Máy này đã gửi lại những việc máy chủ chưa có.",
    "The server was restored from an older backup. This device has sent again what it lacked.",
  ],
  installTitle: ["Cài vào màn hình chính", "Install on the home screen"],
  installDo: ["Cài ứng dụng", "Install"],

  // Sending
  syncTitle: ["Gửi và nhận", "Send and fetch"],
  syncNow: ["Gửi ngay", "Send now"],
  sending: ["Đang gửi: máy chủ đã giữ {sent} trên {total} việc.", "Sending: {sent} of {total} are safe."],
  fetching: ["Đang lấy danh sách về: {rows} dòng.", "Fetching lists: {rows} rows."],
  pausing: ["Chưa gửi được. Tự gửi lại lúc {at}.", "Not sent yet. It tries again by itself at {at}."],
  resting: ["Đã xong lượt này.", "This round is done."],
  progress: ["Tiến độ gửi", "Progress"],
  safeNote: [
    "Việc “chờ gửi” chỉ nằm trong máy này: giữ máy cẩn thận cho đến khi gửi xong.",
    "What waits is on this device alone: take care of it until it is sent.",
  ],
  partSafe: ["Phần đã giữ không gửi lại nữa, kể cả khi mất sóng giữa chừng.", "What is safe stays safe, even if the signal goes."],
  photosWaiting: ["{n} ảnh chờ gửi", "{n} {n|photograph|photographs} to send"],
  photosSending: ["Đang gửi ảnh, còn {n} ảnh. Mất sóng thì lần sau gửi tiếp từ chỗ dừng.", "Sending photographs, {n} left. If the signal goes, the next try goes on where this one stopped."],
  stickPhotos: [
    "Có {n} ảnh chưa gửi: tệp mang theo được chừng nào hay chừng ấy, phần còn lại đi tệp sau.",
    "{n} {n|photograph is|photographs are} not sent yet: the file takes as many as fit, the next one takes the rest.",
  ],
  codesNoPhotos: [
    "Ảnh không đi bằng mã QR được. {n} ảnh ở lại máy, chờ sóng hoặc USB.",
    "Photographs do not travel by QR codes. {n} {n|stays|stay} here for a signal or a stick.",
  ],
  photoTake: ["Chụp hoặc chọn ảnh", "Take or choose a photograph"],
  photoMaking: ["Đang thu nhỏ ảnh…", "Making it smaller…"],
  photoOf: ["Ảnh {n}", "Photograph {n}"],
  photoRemove: ["Bỏ ảnh {n}", "Remove photograph {n}"],
  stickTitle: ["Không có sóng: gửi bằng USB", "No signal: send by USB stick"],
  stickSave: ["Lưu tệp để mang đi", "Save a file to carry"],
  stickOpen: ["Mở tệp trả lời", "Open the answer"],
  stickSaved: ["Đã lưu {n} việc vào tệp {name}.", "{n} {n|entry|entries} saved in {name}."],
  stickTaken: ["Đã nhận trả lời: thêm {n} việc được giữ.", "Answer taken: {n} more {n|entry is|entries are} safe."],
  codesTitle: ["Gửi bằng mã QR", "Send by QR codes"],
  codesShow: ["Hiện mã QR", "Show QR codes"],
  codesOf: ["Mã {n} trên {of}", "Code {n} of {of}"],
  codesHelp: [
    "Người ở máy có mạng quét lần lượt từng mã. Thứ tự không quan trọng, quét lại cũng không sao.",
    "Somebody at a machine with a network scans them one by one, in any order; twice does no harm.",
  ],
  codesScan: ["Quét trả lời", "Scan the answer"],
  codesHave: ["Đã quét {n} trên {of} mã.", "{n} of {of} codes scanned."],
  codesType: ["Hoặc dán nội dung mã", "Or paste the code's text"],
  previous: ["Trước", "Previous"],
  following: ["Sau", "Next"],

  // Journal
  journalTitle: ["Sổ việc", "Journal"],
  journalEmpty: ["Chưa có việc nào. Việc ghi ở quầy sẽ hiện ở đây.", "Nothing yet. What is done at the desk shows here."],
  journalFilter: ["Xem", "Show"],
  all: ["Tất cả", "All"],
  onlyWaiting: ["Chờ gửi", "To be sent"],
  onlyTrouble: ["Cần xem", "To look at"],
  onlySettled: ["Xếp khác đi", "Settled otherwise"],
  noneSuch: ["Không có việc nào như thế.", "There is none of that kind."],
  more: ["Xem thêm", "Show more"],
  here: ["chỉ ở máy này", "on this device"],
  safe: ["máy chủ đã giữ", "safe"],
  taken: ["đã ghi vào sổ", "taken"],
  waiting_: ["đang chờ việc khác", "waiting for something"],
  declined: ["không nhận được", "declined"],
  failed: ["máy chủ sẽ thử lại", "the server tries again"],
  held: ["chờ người xem", "a person will judge"],
  conflict: ["trùng số với việc khác", "number already used"],
  unsettled: [
    "Sổ chung ghi khác: bản {codes} đang ở nơi khác theo người khác. Cả hai lời được giữ, thủ thư sẽ xem.",
    "The common ledger says otherwise of {codes}. Both statements are kept; a librarian will look at it.",
  ],
  settled: ["Sổ chung xếp khác: {what}", "Settled otherwise: {what}"],
  entryUnreadable: ["Máy chủ không đọc được việc này. Ghi lại việc, rồi báo cho thư viện tỉnh.", "The server cannot read this entry. Record it again and tell the provincial library."],
  "device-revoked": ["Gửi sau khi máy này bị thu hồi: thư viện xem rồi mới ghi.", "Sent after this device was withdrawn: the library looks at it before it is written."],
  "another-content": [
    "Số này máy chủ đã giữ cho một việc khác. Ghi lại việc này, rồi báo cho thư viện tỉnh.",
    "The server keeps another entry under this number. Record this again and tell the provincial library.",
  ],
  "declined-by-a-person": ["Thư viện đã xem và không nhận việc này.", "The library looked at it and did not take it."],
  "unknown-kind": ["Máy chủ chưa biết loại việc này; sẽ ghi khi máy chủ có bản mới.", "The server does not know this kind yet; it is written once the server is updated."],
  "house-failed": ["Máy chủ gặp lỗi khi ghi; việc đã giữ, sẽ thử lại.", "The server had a fault in writing it; it is kept and tried again."],
  reasonCode: ["Lý do: {code}", "Reason: {code}"],
  byAt: ["{who}, {at}", "{who}, {at}"],
  undoTitle: ["Lấy lại một việc", "Taken back"],
  undoOf: ["Lấy lại việc số {n}", "Takes back entry {n}"],

  // Settings
  settings: ["Cài đặt", "Settings"],
  points: ["Điểm thư viện", "Service point"],
  people: ["Người dùng máy này", "People of this device"],
  addPerson: ["Thêm người", "Add somebody"],
  addName: ["Tên người mới", "Name"],
  ownPin: ["Mã PIN của bạn ({name})", "Your own PIN ({name})"],
  theirPin: ["Mã PIN của người mới", "Their PIN"],
  added: ["Đã thêm {name}.", "{name} was added."],
  changePin: ["Đổi mã PIN", "Change the PIN"],
  pinChanged: ["Đã đổi mã PIN.", "The PIN was changed."],
  device: ["Máy này", "This device"],
  storage: ["Bộ nhớ", "Storage"],
  storageUsed: ["Đang dùng {used} MB.", "{used} MB in use."],
  wiped: [
    "Máy này đã bị thu hồi. Mọi dữ liệu trong máy đã xoá. Muốn dùng lại thì xin mã mời mới.",
    "This device was withdrawn. All data on it is erased. Ask for a new invitation to use it again.",
  ],
  closing: [
    "Máy này đã bị thu hồi. Đang gửi nốt những việc còn lại, xong sẽ tự xoá. Đừng tắt máy.",
    "This device was withdrawn. It is sending what is left and then erases itself. Leave it on.",
  ],
  enrolAgain: ["Ghi nhận lại", "Enrol again"],
  enrolAgainHelp: [
    "Máy chủ không còn biết máy này. Xin mã mời mới; mọi việc trong máy sẽ được gửi lại từ đầu.",
    "The server does not know this device any more. Ask for a new invitation; everything here is then sent again.",
  ],
  notFound: ["Không có trang này.", "There is no such page."],
  noSupport: [
    "Trình duyệt này cũ quá. Hãy cập nhật Chrome rồi mở lại.",
    "This browser is too old. Update Chrome and try again.",
  ],
  insecure: [
    "Trang phải mở bằng địa chỉ https thì mới giữ được khoá. Xem lại địa chỉ trong mã mời.",
    "The page must be opened by an https address. Check the address of the invitation.",
  ],
  newVersion: ["Có bản mới của ứng dụng.", "There is a new version."],
  reload: ["Dùng bản mới", "Use it"],
});

const refusals = tongue({
  "disk-full": [
    "Bộ nhớ máy đã đầy nên việc này CHƯA được ghi. Xoá bớt ảnh hoặc video rồi làm lại. Những việc trước vẫn còn nguyên.",
    "This device is full, so this was NOT written. Delete some pictures or videos and do it again. Everything before is kept.",
  ],
  "photo-unreadable": ["Tệp này không phải ảnh mở được. Chụp lại hoặc chọn ảnh khác.", "This file is not a picture that opens. Take it again or choose another."],
  "photo-room": [
    "Máy đang giữ {n} ảnh chưa gửi, hết chỗ cho ảnh nên việc này CHƯA được ghi. Bỏ ảnh rồi ghi lại, hoặc gửi ảnh cũ trước.",
    "{n} photographs wait here and leave no room for more, so this was NOT written. Record it without a photograph, or send those first.",
  ],
  "photo-not-kept": ["Máy chủ chưa nhận ảnh. Việc đã ghi vẫn an toàn; ảnh còn trong máy này.", "The server does not take the photographs yet. What was written is safe; they stay on this device."],
  "locked": ["Quầy đã khoá. Mở lại bằng mã PIN.", "The desk is locked. Open it with the PIN."],
  "not-enrolled": ["Máy này chưa được ghi nhận.", "This device is not enrolled."],
  "no-line": ["Không liên lạc được với máy chủ. Việc vẫn nằm an toàn trong máy này.", "The server cannot be reached. Everything stays on this device."],
  "device-name-missing": ["Đặt cho máy một cái tên.", "Give the device a name."],
  "token-unreadable": [
    "Mã mời gồm 32 chữ cái, chữ số và dấu gạch. Quét lại mã QR, hoặc gõ lại cho đủ.",
    "An invitation is 32 letters, digits and dashes. Scan the code again, or type all of it.",
  ],
  "enrolment-unreadable": ["Tệp này không phải trả lời cho việc ghi nhận máy.", "This file is not the answer to an enrolment."],
  "version-unknown": [
    "Máy chủ nói phiên bản mới hơn máy này hiểu. Mở trang này khi có sóng để cập nhật ứng dụng.",
    "The server speaks a newer version. Open this page with a signal to update the app.",
  ],
  "name-missing": ["Cần một cái tên.", "A name is needed."],
  "name-taken": ["Máy này đã có người tên {name}. Thêm họ hoặc tên đệm.", "There is already a {name} here. Add another name."],
  "name-unknown": ["Máy này không có người tên {name}.", "Nobody named {name} uses this device."],
  "pin-weak": [
    "Mã PIN cần ít nhất {digits} chữ số, không phải một chữ số lặp lại, không phải dãy liền nhau như 123456.",
    "A PIN needs {digits} digits or more, not one repeated and not a run like 123456.",
  ],
  "pin-wrong": ["Mã PIN sai. Còn {left} lần thử.", "Wrong PIN. {left} {left|try|tries} left."],
  "pin-wait": ["Mã PIN sai nhiều lần. Chờ {seconds} giây rồi thử lại.", "Too many wrong PINs. Wait {seconds} seconds."],
  "bundle-unreadable": ["Tệp này không đọc được: không phải tệp .tusach, hoặc bị thiếu một phần.", "This file cannot be read: not a .tusach file, or a part is missing."],
  "bundle-not-an-answer": ["Đây là tệp gửi đi, không phải trả lời. Chọn tệp trả lời của máy chủ.", "This is a file to send, not an answer. Choose the server's answer."],
  "bundle-altered": ["Tệp này đã bị thay đổi trên đường nên không nhận.", "This file was altered on the way and is not taken."],
  "bundle-of-another-house": ["Tệp này của thư viện tỉnh khác.", "This file belongs to another province's library."],
  "bundle-of-another-device": ["Tệp trả lời này là của máy khác.", "This answer is for another device."],
  "answer-older": ["Trả lời này cũ hơn trả lời đã nhận. Không cần mở nữa.", "This answer is older than the one already taken."],
  "too-big": ["Gói gửi đi lớn quá một lần gửi.", "Too much for one bundle."],
  "not-kept": ["Máy chủ không giữ việc số {seq}. Báo cho người quản trị.", "The server did not keep entry {seq}. Tell the administrator."],
  "codes-unreadable": ["Mã này không phải mã trả lời của Tủ Sách.", "This is not one of Tủ Sách's codes."],
  "codes-mixed": ["Mã này thuộc một trả lời khác. Quét lại từ đầu.", "This code belongs to another answer. Start again."],
  "codes-damaged": ["Ghép đủ mã mà tổng không khớp. Quét lại từ đầu.", "All parts are there but do not agree. Scan them again."],
  "camera-refused": ["Chưa được phép dùng máy ảnh. Vẫn gõ mã được.", "The camera is not allowed. You can type the code."],
  "camera-missing": ["Máy này không quét được bằng máy ảnh lúc này. Gõ mã hoặc dùng súng quét.", "This device cannot scan by camera now. Type the code or use a scanner."],
  "wiped": ["Máy này đã bị thu hồi, dữ liệu trong máy đã xoá.", "This device was withdrawn; its data is erased."],
  "unknown": ["Có lỗi ngoài dự tính: {what}", "Something unexpected happened: {what}"],
  "house-refused": ["Máy chủ không nhận (mã {code}).", "The server refused ({code})."],
});

/** Any fault in words. */
export function sentenceOf(fault: unknown): string {
  if (fault instanceof HouseRefusal) return fault.sentence || refusals("house-refused", { code: fault.code });
  if (fault instanceof Refusal && refusals.has(fault.code)) return refusals(fault.code, fault.detail);
  return refusals("unknown", { what: fault instanceof Error ? fault.message || fault.name : String(fault) });
}

/** A length of time, in the largest unit that says enough. */
export function length(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (minutes < 120) return say("minutes", { n: minutes });
  if (minutes < 48 * 60) return say("hours", { n: Math.round(minutes / 60) });
  return say("days", { n: Math.round(minutes / 1440) });
}
