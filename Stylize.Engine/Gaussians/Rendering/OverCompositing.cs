namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>When "over" compositing, front to back, is finished.</summary>
internal static unsafe class OverCompositing
{
    /// <summary>Alpha above which what is behind is not seen.</summary>
    public const float Full = 0.999f;

    /// <summary>True where every sample of a tile is finished.</summary>
    public static bool IsFinished(TileBuffer buffer, in Tile tile)
    {
        for (var y = 0; y < tile.Height; y++)
        {
            var alpha = new ReadOnlySpan<float>(buffer.Row(y) + (3 * (nint)buffer.Stride), tile.Width);
            foreach (var value in alpha)
            {
                if (value <= Full)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
