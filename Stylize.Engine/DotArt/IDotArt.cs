using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>Dot art: what <see cref="Operation.DotArtOperation"/> returns.</summary>
public interface IDotArt : IArtifact
{
    /// <summary>The dots, or the points of lines, in drawing order; valid until the result is disposed.</summary>
    ReadOnlySpan<Dot> Dots { get; }

    /// <summary>Index in <see cref="Dots"/> of the first point of each line; null if dots are drawn.</summary>
    IReadOnlyList<int>? LineStarts { get; }
}
