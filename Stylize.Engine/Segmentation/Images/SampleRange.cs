namespace Stylize.Engine.Segmentation.Images;

/// <summary>Minimum and maximum sample of an image as stored, and the number of samples at the maximum.</summary>
internal readonly record struct SampleRange(ushort Minimum, ushort Maximum, long MaxCount, long Count)
{
    public static SampleRange None { get; } = new(ushort.MaxValue, 0, 0, 0);

    public bool IsConstant => Count > 0 && Minimum == Maximum;

    /// <summary>
    /// Returns the number of saturated samples: those at full scale of 8, 10, 12, 14 or 16 bits. Fewer than one sample in 100,000, or fewer
    /// than ten at a full scale below that of the file, count as noise and give 0.
    /// </summary>
    public long Saturated(int bits)
    {
        var isFull = bits == 8 ? Maximum == byte.MaxValue : Maximum == ushort.MaxValue;
        var isOfCamera = bits == 16 && Maximum is 1023 or 4095 or 16383 && MaxCount >= 10;
        return !IsConstant && (isFull || isOfCamera) && MaxCount * 100_000 >= Count ? MaxCount : 0;
    }

    public SampleRange And(ReadOnlySpan<ushort> row)
    {
        var (minimum, maximum) = (TensorPrimitives.Min(row), TensorPrimitives.Max(row));
        var maxCount = maximum < Maximum ? MaxCount
            : row.Count(maximum) + (maximum == Maximum ? MaxCount : 0);
        return new SampleRange(Math.Min(minimum, Minimum), Math.Max(maximum, Maximum), maxCount, Count + row.Length);
    }
}
