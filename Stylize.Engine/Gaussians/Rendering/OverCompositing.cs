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
            for (var x = 0; x < tile.Width; x++)
            {
                if (buffer.Run(x / TileBuffer.BlockColumns, y, 3)[x % TileBuffer.BlockColumns] <= Full)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
