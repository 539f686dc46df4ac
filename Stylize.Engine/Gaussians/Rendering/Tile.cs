namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>A rectangle of samples: columns <paramref name="Left"/> to <paramref name="Right"/>, rows <paramref name="Top"/> to <paramref name="Bottom"/>, ends excluded.</summary>
internal readonly record struct Tile(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;
}
