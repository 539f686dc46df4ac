namespace Stylize.Engine.Imaging.Tiff;

/// <summary>The horizontal predictor (TIFF 6.0, section 14): each sample is stored as its difference from the previous
/// pixel. That for floating-point numbers (TIFF Technical Note 3, Adobe 2005) stores the differences of their bytes,
/// all first bytes before the second.</summary>
internal static class TiffPredictor
{
    public static void Apply(Span<byte> row, int bands, int bits)
    {
        switch (bits)
        {
            case 8: Subtract(row, bands); break;
            case 16: Subtract(MemoryMarshal.Cast<byte, ushort>(row), bands); break;
            default: Subtract(MemoryMarshal.Cast<byte, uint>(row), bands); break;
        }
    }

    public static void Undo(Span<byte> row, int bands, int bits)
    {
        switch (bits)
        {
            case 8: Add(row, bands); break;
            case 16: Add(MemoryMarshal.Cast<byte, ushort>(row), bands); break;
            case 64: Add(MemoryMarshal.Cast<byte, ulong>(row), bands); break;
            default: Add(MemoryMarshal.Cast<byte, uint>(row), bands); break;
        }
    }

    /// <summary>Restores a row of floating-point numbers, whose bytes are stored from the most significant on.
    /// </summary>
    /// <param name="size">Bytes of a number.</param>
    public static void UndoFloat(Span<byte> row, int bands, int size)
    {
        Add(row, bands);
        var count = row.Length / size;
        using var stored = new PooledBuffer<byte>(row.Length);
        row.CopyTo(stored.Span);
        for (var part = 0; part < size; part++)
        {
            var place = BitConverter.IsLittleEndian ? size - 1 - part : part;
            for (var i = 0; i < count; i++)
            {
                row[(i * size) + place] = stored.Span[(part * count) + i];
            }
        }
    }

    /// <summary>Runs from the end to the start, so that the subtracted samples are still original.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Subtract<T>(Span<T> row, int bands)
        where T : unmanaged, INumberBase<T>
    {
        var end = row.Length;
        for (; end - Vector<T>.Count >= bands; end -= Vector<T>.Count)
        {
            var at = end - Vector<T>.Count;
            (new Vector<T>(row[at..]) - new Vector<T>(row[(at - bands)..])).CopyTo(row[at..]);
        }

        for (var at = end - 1; at >= bands; at--)
        {
            row[at] = unchecked(row[at] - row[at - bands]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Add<T>(Span<T> row, int bands)
        where T : unmanaged, INumberBase<T>
    {
        if (bands == 1 && row.Length > 0)
        {
            var sum = T.Zero;
            foreach (ref var sample in row)
            {
                sum = unchecked(sum + sample);
                sample = sum;
            }

            return;
        }

        for (var at = bands; at < row.Length; at++)
        {
            row[at] = unchecked(row[at] + row[at - bands]);
        }
    }
}
