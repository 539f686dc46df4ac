using Stylize.Engine.Drawings;

namespace Stylize.Engine.VectorArt.Areas;

/// <summary>What fills the areas of each label, in drawing order, then that of labels that are not drawn, such as
/// paper, which mixes with the others at edges.</summary>
/// <param name="drawn">Number of labels that are drawn.</param>
internal sealed class AreaFills(Rgba32[] colors, Gradient?[] gradients, int drawn)
{
    /// <summary>The colors of the labels that are drawn.</summary>
    public IReadOnlyList<Rgba32> Colors => colors[..drawn];

    /// <summary>The gradients of the labels that are drawn; null for a plain color.</summary>
    public IReadOnlyList<Gradient?> Gradients => gradients[..drawn];

    /// <summary>Returns the color of a label at a point; null if it shows nothing.</summary>
    public Rgba32? ColorOf(byte label, double x, double y) =>
        label >= colors.Length ? null : gradients[label]?.ColorAt(x, y) ?? colors[label];
}

/// <summary>The label of each pixel. For each opacity, there is a label for each color.</summary>
/// <param name="Found">The colors.</param>
/// <param name="Opacities">The alphas of areas, that of opaque ones first.</param>
internal sealed record AreaLabels(LabelMap Map, Lab[] Found, byte[] Opacities)
{
    private static readonly Lab White = UniformColor.FromRgba(new(255, 255, 255));

    /// <summary>The color of each label on white.</summary>
    public Lab[] Colors { get; } = [.. Opacities.SelectMany(alpha =>
        Found.Select(color => alpha == 255 ? color : White + (alpha / 255f * (color - White))))];

    public byte OpacityOf(int label) => label < Colors.Length ? Opacities[label / Found.Length] : byte.MaxValue;
}
