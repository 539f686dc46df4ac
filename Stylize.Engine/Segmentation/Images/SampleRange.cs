namespace Stylize.Engine.Segmentation.Images;

/// <summary>The least and greatest sample of an image as it was stored, and how many are the greatest.</summary>
internal readonly record struct SampleRange(ushort Least, ushort Greatest, long AtGreatest, long Count)
{
    public static SampleRange None { get; } = new(ushort.MaxValue, 0, 0, 0);

    /// <summary>True where all samples are the same: nothing was imaged.</summary>
    public bool IsConstant => Count > 0 && Least == Greatest;

    /// <summary>
    /// Number of samples that the camera could not tell from brighter ones: those at full scale of 8, 10, 12, 14 or 16 bits. A share of
    /// less than a hundred-thousandth, or less than ten of a camera's range below that of the file, is noise, and counts as none.
    /// </summary>
    public long Saturated(int bits)
    {
        var isFull = bits == 8 ? Greatest == byte.MaxValue : Greatest == ushort.MaxValue;
        var isOfCamera = bits == 16 && Greatest is 1023 or 4095 or 16383 && AtGreatest >= 10;
        return !IsConstant && (isFull || isOfCamera) && AtGreatest * 100_000 >= Count ? AtGreatest : 0;
    }

    public SampleRange And(ReadOnlySpan<ushort> row)
    {
        var (least, greatest) = Of(row);
        var atGreatest = greatest < Greatest ? AtGreatest
            : row.Count(greatest) + (greatest == Greatest ? AtGreatest : 0);
        return new SampleRange(Math.Min(least, Least), Math.Max(greatest, Greatest), atGreatest, Count + row.Length);
    }

    private static (ushort Least, ushort Greatest) Of(ReadOnlySpan<ushort> row)
    {
        var (low, high) = (new Vector<ushort>(ushort.MaxValue), Vector<ushort>.Zero);
        var vectors = MemoryMarshal.Cast<ushort, Vector<ushort>>(row);
        foreach (var samples in vectors)
        {
            (low, high) = (Vector.Min(low, samples), Vector.Max(high, samples));
        }

        var (least, greatest) = (ushort.MaxValue, ushort.MinValue);
        for (var lane = 0; lane < Vector<ushort>.Count; lane++)
        {
            (least, greatest) = (Math.Min(least, low[lane]), Math.Max(greatest, high[lane]));
        }

        foreach (var sample in row[(vectors.Length * Vector<ushort>.Count)..])
        {
            (least, greatest) = (Math.Min(least, sample), Math.Max(greatest, sample));
        }

        return (least, greatest);
    }
}
