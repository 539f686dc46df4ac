using Stylize.Engine.Drawings;

namespace Stylize.Engine.VectorArt.Areas;

/// <summary>What fills the areas of each label, in drawing order; further labels are not drawn.</summary>
/// <param name="Colors">The color of each label.</param>
/// <param name="Gradients">The gradient of each label; null for a plain color.</param>
/// <param name="Paper">The color of opaque pixels that are not drawn, which mixes with the others at edges; null if all are drawn.</param>
internal sealed record AreaFills(IReadOnlyList<Rgba32> Colors, IReadOnlyList<Gradient?> Gradients, Rgba32? Paper)
{
    /// <summary>The colors that mix at edges.</summary>
    public Rgba32[] Mixed { get; } = Paper is { } paper ? [.. Colors, paper] : [.. Colors];
}
