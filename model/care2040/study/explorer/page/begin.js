// Opens the code of this page. The plain edition (care2040 explorer --plain) has it as one can read it.
const packed = Uint8Array.from(atob(document.getElementById("packed-code").textContent), (letter) => letter.charCodeAt(0));
const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const code = Object.assign(document.createElement("script"), { type: "module", id: "code" });
code.textContent = await new Response(stream).text();
document.head.append(code);
