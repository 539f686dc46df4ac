namespace Stylize.Benchmarks.Figures;

/// <summary>A table of docs/evidence/performance.md.</summary>
/// <param name="Name">Placeholder in performance.template, and name for <c>report --only</c>.</param>
/// <param name="Measure">Takes the measurements.</param>
internal sealed record Figure(string Name, Func<FigureContext, FigureTable> Measure);
