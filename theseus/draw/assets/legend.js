// What the signs on the map mean.

function legend() {
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => {
    const box = node("details", { class: "legend", open: window.innerWidth > 1000 },
      node("summary", {}, "Legenda"),
      node("ul", {},
        ...URGENT_FIRST.map((kind) => node("li", {}, symbol(kind, 7), KINDS[kind].name)),
        node("li", {}, node("span", { class: "badge" }, "3"), "Aantal op één plek"),
        node("li", {}, node("span", { class: "outline" }), "Bedrijventerrein")),
      node("ul", { id: "legenda-aandeel" }));
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  return control;
}

function updateLegend(parks) {
  const title = parks.title();
  fill(byId("legenda-aandeel"), ...(title ? [node("li", {}, node("strong", {}, title)), ...parks.classes().map(({ colour, text }) => {
    const shade = node("span", { class: "outline" });
    shade.style.background = colour;
    return node("li", {}, shade, text);
  })] : []));
}
