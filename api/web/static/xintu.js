// Small comforts; every page works without this file.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-toggle]");
  if (!button) return;
  const items = document.querySelectorAll(button.dataset.toggle);
  const open = ![...items].every((item) => item.open);
  items.forEach((item) => { item.open = open; });
  button.setAttribute("aria-pressed", String(open));
});
