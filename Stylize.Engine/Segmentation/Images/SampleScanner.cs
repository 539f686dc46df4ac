using Stylize.Engine.Segmentation.Illumination;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Reads the samples of one image from top to bottom, as often as needed: a small image at once, a large one in strips.
/// Optionally corrects illumination and background.
/// </summary>
internal sealed class SampleScanner : IDisposable
{
    /// <summary>Images with more pixels are read in strips.</summary>
    public const long KeptPixels = 1L << 26;

    private const int StripRows = 256;

    private readonly ISampleSource _source;
    private readonly bool _isKept;
    private readonly long _keptPixels;
    private Raster<ushort>? _kept;
    private BackgroundLevel? _background;
    private ushort[]? _correction;
    private IlluminationField? _profile;
    private double _offset;
    private bool _isRangeKnown;
    private bool _isInverted;

    /// <param name="input">A gray image; it may be stored as equal red, green and blue. Floating-point numbers are
    /// scaled.</param>
    /// <param name="stain">The stain of an image in color; null for a gray one.</param>
    /// <inheritdoc cref="SampleScanner(ISampleSource, bool, long)"/>
    public SampleScanner(ImageInput input, Stain? stain = null, bool keep = true, long keptPixels = KeptPixels)
        : this(SourceOf(input.Measured(), stain), keep, keptPixels)
    {
    }

    /// <param name="keep">True to keep the pixels of a small image between passes.</param>
    /// <exception cref="StylizeException">The image is unreadable, has integers of more than 16 bits, or is not gray or
    /// RGB.</exception>
    public SampleScanner(ISampleSource source, bool keep, long keptPixels = KeptPixels)
    {
        _source = source;
        _keptPixels = keptPixels;
        var info = source.Info;
        if (!info.IsFloat && info.BitsPerSample is not (8 or 16))
        {
            throw Errors.SampleBits.With(source.Name, info.BitsPerSample);
        }

        if (info.ColorPlanes is not (1 or 3)) throw GrayNumbers.Colored(source.Name);

        (Width, Height, Bits) = (info.Width, info.Height, info.BitsPerSample);
        _isKept = keep && info.PixelCount <= keptPixels;
    }

    public int Width { get; }
    public int Height { get; }

    /// <summary>Name of the image, for messages.</summary>
    public string Name => _source.Name;

    /// <summary>Bits per sample of the file: 8, 16, or 32 for floating-point numbers.</summary>
    public int Bits { get; }

    /// <summary>Converts samples to the numbers of the file, corrected as they are.</summary>
    public SampleScale Scale => _background?.Scale(_source.Scale) ?? _source.Scale;

    /// <summary>True if samples are steps of floating-point numbers, which <see cref="ScanNumbers"/> passes on.
    /// </summary>
    public bool HasNumbers => _source.Scale != SampleScale.Identity;

    /// <summary>Number of pixels that are NaN or infinite; known after the first pass.</summary>
    public long NotFinite => _source.NotFinite;

    public string? Damage => _source.Damage;

    public bool IsInStrips => _source.Info.PixelCount > _keptPixels;

    public SampleRange Range { get; private set; } = SampleRange.None;

    /// <summary>Returns the planes of a stack, or otherwise the image, uncorrected; the caller disposes them.</summary>
    public IReadOnlyList<SampleScanner> OpenPlanes() =>
        [.. ((_source as StackSource)?.Planes ?? [_source])
            .Select(plane => new SampleScanner(plane, keep: true, _keptPixels))];

    /// <summary>
    /// Subtracts an offset from samples and divides them by an illumination field in all further passes, before any
    /// correction.
    /// </summary>
    /// <exception cref="StylizeException">OperationFailed: the field and the image differ in size.</exception>
    public void Flatten(IlluminationField profile, double offset)
    {
        if ((profile.Width, profile.Height) != (Width, Height)) throw OtherSize(profile);

        (_profile, _offset) = (profile, offset);
    }

    public StylizeException OtherSize(IlluminationField profile) =>
        Errors.FlatFieldSize.With(_source.Name, Width, Height, profile.Width, profile.Height);

    /// <summary>Corrects samples for the background in all further passes.</summary>
    public void Correct(BackgroundLevel background)
    {
        (_background, _correction) = (background, background.Table(_source.Scale));
        if (_kept is not null)
        {
            Apply(_correction, _kept, _kept.Height);
        }
    }

    /// <summary>The sample that becomes 0 when inverted: the highest of the file, or of 16 bits after a
    /// correction.</summary>
    public ushort Highest => Bits == 8 && _correction is null && _profile is null ? byte.MaxValue : ushort.MaxValue;

    /// <summary>
    /// Subtracts all samples from <see cref="Highest"/> in all further passes, after the corrections; another call ends
    /// that. Call it after <see cref="Flatten"/> and <see cref="Correct"/>.
    /// </summary>
    public void Invert()
    {
        _isInverted = !_isInverted;
        if (_kept is not null)
        {
            Invert(_kept, _kept.Height);
        }
    }

    /// <param name="body">
    /// Called from top to bottom with a raster, the first row of the image in it, and the number of rows in it. The
    /// raster is valid only during the call.
    /// </param>
    public void Scan(Action<Raster<ushort>, int, int> body, CancellationToken cancellation)
    {
        if (!IsInStrips)
        {
            using var passing = _isKept ? null : Decode();
            body(passing ?? (_kept ??= Decode()), 0, Height);
            return;
        }

        using var strips = _source.OpenStrips();
        using var image = SampleImage<ushort>.Empty(_source.Info, StripRows);
        for (var top = 0; top < Height;)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = strips.Read(image.Planes);
            if (rows == 0) throw Errors.EndsAtRow.With(_source.Name, top, Height);

            Prepare(image, top, rows);
            body(image.Planes[0], top, rows);
            top += rows;
        }
    }

    public delegate void RowAction<T>(ReadOnlySpan<T> row, int y);

    /// <summary>Passes on the rows of the image from top to bottom.</summary>
    public void ScanRows(RowAction<ushort> use, CancellationToken cancellation) => Scan(
        (strip, top, rows) =>
        {
            for (var y = 0; y < rows; y++)
            {
                use(strip.Row(y), top + y);
            }
        },
        cancellation);

    /// <summary>Passes on the samples or the numbers of the image from top to bottom.</summary>
    public void Scan<T>(RowAction<T> use, CancellationToken cancellation)
    {
        if ((Delegate)use is RowAction<double> numbers) ScanNumbers(numbers, cancellation);
        else ScanRows((RowAction<ushort>)(Delegate)use, cancellation);
    }

    /// <summary>Passes on the numbers of the image from top to bottom, corrected as its samples are, but neither in
    /// steps nor limited to a range.</summary>
    public void ScanNumbers(RowAction<double> use, CancellationToken cancellation)
    {
        var corrected = new double[Width];
        var (scale, level) = (_source.Scale, _background?.Level(_source.Scale));
        _source.ReadNumbers((y, numbers) =>
        {
            cancellation.ThrowIfCancellationRequested();
            for (var x = 0; x < corrected.Length; x++)
            {
                var number = _profile is null ? numbers[x]
                    : scale.ToNumber((scale.ToSample(numbers[x]) - _offset) / _profile.Values[(y * Width) + x]);
                corrected[x] = level is { } background ? _background!.Value.Corrected(number, background) : number;
            }

            use(corrected, y);
        });
    }

    /// <summary>Returns all samples. The scanner owns the raster.</summary>
    /// <exception cref="StylizeException">ImageTooLarge: the image has more pixels than are read at once.</exception>
    public Raster<ushort> Whole()
    {
        if (IsInStrips) throw Errors.TooLargeForMethod.With(_source.Name, _source.Info.PixelCount);

        return _kept ??= Decode();
    }

    /// <summary>True if the samples are in memory and stay there, so that several threads may read them.</summary>
    public bool IsLoaded => _isKept && _kept is not null;

    /// <summary>Reads samples that are to be kept. If that fails, the next pass reports the error.</summary>
    public void TryLoad() => _kept ??= _isKept ? StylizeException.OrDefault(Decode) : null;

    public void ReleasePassing()
    {
        if (!_isKept)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _kept?.Dispose();
        _kept = null;
    }

    internal static ISampleSource SourceOf(ImageInput input, Stain? stain) =>
        stain is { } one ? new StainSource(input, one)
        : input.Info.IsFloat ? new NumberSource(input, null) : new StoredSource(input);

    private Raster<ushort> Decode()
    {
        var image = _source.Decode().FilledBy(decoded => Prepare(decoded, 0, decoded.Height));
        for (var plane = 1; plane < image.Planes.Count; plane++)
        {
            image.Planes[plane].Dispose();
        }

        return image.Planes[0];
    }

    /// <summary>Checks rows that were read, records their range in the first pass, and corrects them.</summary>
    private void Prepare(SampleImage<ushort> image, int top, int rows)
    {
        RequireGray(image, rows, _source.Name);
        var strip = image.Planes[0];
        for (var y = 0; y < rows && !_isRangeKnown; y++)
        {
            Range = Range.And(strip.Row(y));
        }

        _isRangeKnown |= top + rows == Height;
        _profile?.Correct(strip, top, rows, _offset);
        if (_correction is not null)
        {
            Apply(_correction, strip, rows);
        }

        if (_isInverted)
        {
            Invert(strip, rows);
        }
    }

    private void Invert(Raster<ushort> image, int rows)
    {
        for (var y = 0; y < rows; y++)
        {
            TensorPrimitives.Subtract(Highest, image.Row(y), image.Row(y));
        }
    }

    /// <summary>Rejects an image whose red, green and blue differ; many programs store a gray image as RGB.</summary>
    internal static void RequireGray(SampleImage<ushort> image, int rows, string name)
    {
        for (var plane = 1; plane < image.ColorPlanes; plane++)
        {
            for (var y = 0; y < rows; y++)
            {
                if (!image.Planes[plane].Row(y).SequenceEqual(image.Planes[0].Row(y))) throw GrayNumbers.Colored(name);
            }
        }
    }

    private static void Apply(ushort[] table, Raster<ushort> image, int rows)
    {
        for (var y = 0; y < rows; y++)
        {
            foreach (ref var sample in image.Row(y))
            {
                sample = table[sample];
            }
        }
    }
}
