// Opens the code of this page. The plain edition (care2040 explorer --plain) has it as one can read it.
const code = Object.assign(document.createElement("script"), { type: "module", id: "code" });
code.textContent = new TextDecoder().decode(unpackBytes(document.getElementById("packed-code").textContent));
document.head.append(code);
