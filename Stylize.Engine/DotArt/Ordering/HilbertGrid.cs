using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>A square grid over an image, numbered along the <see cref="HilbertCurve"/>.</summary>
/// <param name="bits">The grid has 2^bits cells a side; even, as the curve asks for.</param>
/// <param name="width">Width of the image.</param>
/// <param name="height">Height of the image.</param>
internal readonly struct HilbertGrid(int bits, int width, int height)
{
    private readonly int _last = (1 << bits) - 1;
    private readonly float _scale = (1 << bits) / (float)Math.Max(width, height);

    /// <summary>Number of the cell that holds a dot's centre.</summary>
    public ulong Index(in Dot dot) => HilbertCurve.Index(Cell(dot.X), Cell(dot.Y));

    private uint Cell(float v) => (uint)Math.Clamp((int)(v * _scale), 0, _last);
}
