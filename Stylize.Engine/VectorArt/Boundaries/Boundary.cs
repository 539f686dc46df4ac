namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>A boundary between two regions, from junction to junction or closed, along the corners of pixels. Left and
/// right are those of its direction.</summary>
/// <param name="Corners">Indices y * (width + 1) + x of the corners; of a closed boundary, the last is the
/// first.</param>
internal sealed record Boundary(int[] Corners, BoundarySide Left, BoundarySide Right)
{
    /// <summary>True for a loop without junctions.</summary>
    public required bool IsClosed { get; init; }

    public bool IsFrame => Left.Region < 0 || Right.Region < 0;

    /// <summary>The junction at the start; meaningless if closed.</summary>
    public int Start => Corners[0];

    /// <summary>The junction at the end; meaningless if closed.</summary>
    public int End => Corners[^1];
}

/// <summary>The label and the region at a side of a boundary.</summary>
/// <param name="Region">Its number; -1 outside the image.</param>
internal readonly record struct BoundarySide(byte Label, int Region);
