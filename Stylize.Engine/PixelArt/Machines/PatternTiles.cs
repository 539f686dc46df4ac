namespace Stylize.Engine.PixelArt.Machines;

/// <summary>Counts the tiles of a picture for the Nintendo Entertainment System: its video hardware draws a background of tiles of 8 x 8
/// pixels from a pattern table of 256.</summary>
internal static class PatternTiles
{
    /// <summary>Number of tiles of a pattern table.</summary>
    public const int Max = 256;

    private const int Side = 8;

    /// <summary>Warns of a picture that one pattern table cannot hold. Cartridges with a mapper that changes tables while the screen is
    /// drawn show it.</summary>
    public static void Check(Raster<Rgba32> cells, OperationContext context)
    {
        var count = Count(cells);
        if (count > Max)
        {
            context.Warning?.Invoke(Invariant(
                $"The picture has {count} different tiles of 8 x 8 cells, and a pattern table of the NES holds {Max}.")
                + " It needs a mapper that changes tables, or a plainer picture: try {Dither} None or fewer {Colors}.");
        }
    }

    /// <summary>Returns the number of different tiles.</summary>
    public static int Count(Raster<Rgba32> cells)
    {
        var tiles = new HashSet<string>(StringComparer.Ordinal);
        Span<byte> tile = stackalloc byte[4 * Side * Side];
        for (var top = 0; top < cells.Height; top += Side)
        {
            for (var left = 0; left < cells.Width; left += Side)
            {
                tile.Clear();
                for (var y = top; y < Math.Min(top + Side, cells.Height); y++)
                {
                    MemoryMarshal.AsBytes(cells.Row(y)[left..Math.Min(left + Side, cells.Width)]).CopyTo(tile[((y - top) * 4 * Side)..]);
                }

                tiles.Add(Encoding.Latin1.GetString(tile));
            }
        }

        return tiles.Count;
    }
}
