namespace Stylize.Engine.Segmentation.Images;

/// <summary>The samples of one tile as 16-bit values: those of a page, of several planes of a stack, or scaled
/// numbers.</summary>
internal interface ISampleSource
{
    string Name { get; }

    ImageInfo Info { get; }

    SampleScale Scale { get; }

    long NotFinite => 0;

    /// <summary>A sentence on damaged data that was decoded nevertheless; null if there was none.</summary>
    string? Damage { get; }

    SampleImage<ushort> Decode();

    IStripReader OpenStrips();

    /// <summary>Passes on the rows of numbers of a source whose scale is not the identity. Those that are not finite
    /// are the lowest of the scale.</summary>
    void ReadNumbers(Action<int, ReadOnlySpan<double>> row);
}

internal sealed class StoredSource(ImageInput input) : ISampleSource
{
    public string Name => input.Source.Name;
    public ImageInfo Info => input.Info;
    public SampleScale Scale => SampleScale.Identity;
    public string? Damage => input.Damage;

    public SampleImage<ushort> Decode() => input.DecodeSamples();

    public IStripReader OpenStrips() => input.Codec.OpenStrips(input.Source, input.DecodeOptions);

    public void ReadNumbers(Action<int, ReadOnlySpan<double>> row) =>
        input.Codec.ReadNumbers(input.Source, row, input.DecodeOptions);
}

/// <summary>The amounts of a stain in a page in red, green and blue. All pages have one scale, so that their samples
/// can be compared.</summary>
internal sealed class StainSource(ImageInput input, Stain stain) : ISampleSource
{
    /// <summary>The highest amount that samples show. Numbers are not limited.</summary>
    private const double Highest = 2;

    public string Name => input.Source.Name;
    public ImageInfo Info => input.Info with { ColorPlanes = 1, Channels = 1, IsFloat = true, BitsPerSample = 32 };
    public SampleScale Scale => new(0, Highest / ushort.MaxValue);
    public string? Damage => input.Damage;

    public SampleImage<ushort> Decode()
    {
        var samples = new Raster<ushort>(Info.Width, Info.Height).FilledBy(plane => ReadNumbers((y, amounts) =>
        {
            var row = plane.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = (ushort)Math.Clamp(Math.Round(Scale.ToSample(amounts[x])), 0, ushort.MaxValue);
            }
        }));
        return new SampleImage<ushort>([samples], false, 16);
    }

    public IStripReader OpenStrips() => throw Errors.FloatsTooMany.With(Name, Info.PixelCount);

    public void ReadNumbers(Action<int, ReadOnlySpan<double>> row)
    {
        if (input.Info.ColorPlanes != 3) throw Errors.StainPlanes.With(Name);

        using var image = input.DecodeSamples();
        stain.Read(image, (1 << input.Info.BitsPerSample) - 1, row);
    }
}

/// <summary>
/// The numbers of a page, and samples in which objects are found: whole numbers if they span at most 65,536; of others
/// those from low to high become 0 to 65,535, without outliers. Those that are not finite become 0.
/// </summary>
/// <param name="range">The lowest and the highest number; null to use those of the page.</param>
internal sealed class NumberSource(ImageInput input, Lazy<NumberRange>? range) : ISampleSource
{
    private readonly Lazy<NumberRange> _range = range ?? new(() => NumberRange.FromImage(input));

    public string Name => input.Source.Name;
    public ImageInfo Info => input.Info;
    public string? Damage => input.Damage;

    public SampleScale Scale
    {
        get
        {
            var (low, high, areWhole) = _range.Value.WithoutOutliers;
            var isKept = high == low || (areWhole && high - low <= ushort.MaxValue);
            return low > high || (areWhole && low >= 0 && high <= ushort.MaxValue) ? SampleScale.Identity
                : new(low, isKept ? 1 : (high - low) / ushort.MaxValue);
        }
    }

    public long NotFinite { get; private set; }

    public SampleImage<ushort> Decode()
    {
        var (scale, strange) = (Scale, 0L);
        var decoded = new Raster<ushort>(Info.Width, Info.Height).FilledBy(plane => input.Codec.ReadNumbers(
            input.Source,
            (y, numbers) =>
            {
                var row = plane.Row(y);
                for (var x = 0; x < row.Length; x++)
                {
                    var number = numbers[x];
                    strange += double.IsFinite(number) ? 0 : 1;
                    row[x] = double.IsFinite(number)
                        ? (ushort)Math.Clamp(Math.Round(scale.ToSample(number)), 0, ushort.MaxValue) : (ushort)0;
                }
            },
            input.DecodeOptions));
        NotFinite = strange;
        return new SampleImage<ushort>([decoded], false, 16);
    }

    public IStripReader OpenStrips() => throw Errors.FloatsTooMany.With(Name, Info.PixelCount);

    public void ReadNumbers(Action<int, ReadOnlySpan<double>> row)
    {
        var (finite, low) = (new double[Info.Width], Scale.Low);
        input.Codec.ReadNumbers(
            input.Source,
            (y, numbers) =>
            {
                for (var x = 0; x < finite.Length; x++)
                {
                    finite[x] = double.IsFinite(numbers[x]) ? numbers[x] : low;
                }

                row(y, finite);
            },
            input.DecodeOptions);
    }
}

/// <summary>The lowest and the highest finite number of images.</summary>
/// <param name="AreWhole">True if all numbers are whole.</param>
internal readonly record struct NumberRange(double Low, double High, bool AreWhole = false)
{
    /// <summary>Percentage of the lowest and of the highest numbers that may be outliers, such as hot pixels.</summary>
    private const double Extreme = .1;

    /// <summary>Widths of the range of the other numbers by which an extreme one may exceed it. With more, single
    /// pixels draw thresholds such as that of Otsu to them.</summary>
    private const double MaxExcess = 3;

    /// <summary>Numbers of a page among which percentiles are sought.</summary>
    private const int MaxSampled = 1 << 17;

    public static NumberRange None { get; } = new(double.PositiveInfinity, double.NegativeInfinity, true);

    /// <summary>The range of the numbers without the extremes; that of all numbers if it is unknown.</summary>
    private (double Low, double High)? Bulk { get; init; }

    /// <summary>The range in which objects are found. Numbers far outside of the range of most others are at its
    /// ends.</summary>
    public NumberRange WithoutOutliers
    {
        get
        {
            if (Bulk is not var (low, high) || !(high > low)) return this;

            var excess = MaxExcess * (high - low);
            var range = new NumberRange(Math.Max(Low, low - excess), Math.Min(High, high + excess), AreWhole);
            return AreWhole && High - Low <= ushort.MaxValue ? this : range;
        }
    }

    /// <summary>Returns the range of a page; <see cref="None"/> if none of its numbers is finite.</summary>
    public static NumberRange FromImage(ImageInput input)
    {
        var (low, high, areWhole) = None;
        var sampled = new List<double>();
        var (step, next) = ((input.Info.PixelCount / MaxSampled) + 1, 0L);
        input.Codec.ReadNumbers(
            input.Source,
            (_, numbers) =>
            {
                foreach (var number in numbers)
                {
                    if (!double.IsFinite(number)) continue;

                    (low, high) = (Math.Min(low, number), Math.Max(high, number));
                    areWhole &= number == Math.Floor(number);
                    if (next++ % step == 0) sampled.Add(number);
                }
            },
            input.DecodeOptions);
        sampled.Sort();
        var cut = (int)Math.Ceiling(sampled.Count * Extreme / 100);
        return new(low, high, areWhole)
        {
            Bulk = sampled.Count > 2 * cut ? (sampled[cut], sampled[^(cut + 1)]) : null,
        };
    }

    public NumberRange And(NumberRange other) =>
        new(Math.Min(Low, other.Low), Math.Max(High, other.High), AreWhole && other.AreWhole)
        {
            Bulk = Bulk is var (low, high) && other.Bulk is var (otherLow, otherHigh)
                ? (Math.Min(low, otherLow), Math.Max(high, otherHigh)) : Bulk ?? other.Bulk,
        };
}

/// <summary>Minimum and maximum sample of an image as stored, and the number of samples at the maximum.</summary>
internal readonly record struct SampleRange(ushort Minimum, ushort Maximum, long MaxCount, long Count)
{
    public static SampleRange None { get; } = new(ushort.MaxValue, 0, 0, 0);

    public bool IsConstant => Count > 0 && Minimum == Maximum;

    /// <summary>
    /// Returns the number of saturated samples: those at full scale of 8, 10, 12, 14 or 16 bits. Fewer than one sample
    /// in 100,000, or fewer than ten at a full scale below that of the file, count as noise and give 0.
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
