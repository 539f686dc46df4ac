namespace Stylize.Engine.VectorArt;

/// <summary>A traced picture: what <see cref="VectorArtOperation"/> returns.</summary>
public interface IVectorArt : IArtifact
{
    /// <summary>The shapes in drawing order: one per color, or one per stroke of center lines.</summary>
    IReadOnlyList<VectorShape> Shapes { get; }
}

/// <summary>A filled or stroked path of one color.</summary>
/// <param name="Path">SVG path data in pixels of the picture: absolute moves, lines, cubic curves and closes. Rings are
/// clockwise around areas and counterclockwise around holes.</param>
/// <param name="StrokeWidth">Width of the stroke in pixels; null for a filled path.</param>
public sealed record VectorShape(Rgba32 Color, string Path, double? StrokeWidth);
