namespace Stylize.Engine.Operations;

/// <summary>An input of an operation: a source and the codec that reads it, lazily.</summary>
public sealed class ImageInput
{
    /// <summary>Number of rows of a reduced image that are decoded at once.</summary>
    private const int StripRows = 16;

    private readonly ToneOptions? _tone;
    private readonly Remarks? _remarks;

    private LocalContrast? _frameContrast;
    private ToneTable? _frameTones;

    /// <summary>Creates an input.</summary>
    /// <param name="decodeOptions">Page and size limit; default <see cref="DecodeOptions.Default"/>.</param>
    public ImageInput(ImageSource source, IImageCodec codec, DecodeOptions? decodeOptions = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(codec);
        Source = source;
        Codec = codec;
        DecodeOptions = decodeOptions ?? DecodeOptions.Default;
    }

    private ImageInput(ImageInput input, DecodeOptions decodeOptions, ToneOptions? tone, Remarks? remarks)
        : this(input.Source, input.Codec, decodeOptions) =>
        (_tone, _remarks) = (tone, remarks);

    /// <summary>Creates an input of several files that give one result. Its source and header are those of the
    /// first.</summary>
    public static ImageInput Join(IReadOnlyList<ImageInput> parts) =>
        new(parts[0].Source, parts[0].Codec, parts[0].DecodeOptions) { Parts = parts };

    /// <summary>Creates an input from an image in memory.</summary>
    /// <param name="image">The pixels; the caller owns them and keeps them while the input is used.</param>
    public static ImageInput Pixels(Raster<Rgba32> image, IImageCodec codec, string name) =>
        new(ImageSource.Picture(image, name), codec);

    /// <summary>The source; the name of a file is its full path.</summary>
    public ImageSource Source { get; }

    /// <summary>The codec that reads the input and encodes results.</summary>
    public IImageCodec Codec { get; }

    /// <summary>Page and size limit.</summary>
    public DecodeOptions DecodeOptions { get; }

    /// <summary>The inputs that give one result: this one, or those that were joined.</summary>
    public IReadOnlyList<ImageInput> Parts { get => field ??= [this]; private init; }

    /// <summary>What was found when a <see cref="Tolerant"/> input was decoded: damaged data, and declarations of the
    /// file that pixels do not follow; null if there was nothing.</summary>
    public string? Damage => _remarks?.Text;

    /// <summary>The header, read at first use.</summary>
    /// <exception cref="StylizeException">The input is missing, unreadable or too large.</exception>
    public ImageInfo Info => field ??= Codec.Identify(Source, DecodeOptions);

    /// <summary>Returns the resolution of a scan in pixels per inch; null if the file states none, or one of screens,
    /// which programs write without a measurement.</summary>
    internal double? ScannedDpi()
    {
        const double MaxScreen = 96.5;
        return Source.Pixels is null && Codec.ReadMetadata(Source, DecodeOptions).PixelsPerMeter is { } resolution
            && EncodeOptions.PerInch(resolution) is > MaxScreen and var dpi ? dpi : null;
    }

    /// <summary>Returns the input as a single image, for operations that cannot create animations.</summary>
    /// <param name="frame">Frame or page from 0; null if not given.</param>
    /// <exception cref="StylizeException">OperationFailed: the input is an animation without a frame, or cannot be
    /// read.</exception>
    public ImageInput Still(int? frame)
    {
        if (frame == FrameOptions.AllFrames) return this;

        if (frame is { } page)
        {
            return page == DecodeOptions.Page
                ? this : new ImageInput(this, DecodeOptions with { Page = page }, _tone, _remarks);
        }

        return DecodeOptions.Page > 0 || !Info.IsAnimation ? this : throw Errors.Animation.With(
            Source.Name, Info.Pages);
    }

    /// <summary>Returns the input as a single image, for pictures: of an animation without a frame, the first, with a
    /// warning.</summary>
    /// <param name="frame">Frame or page from 0; null if not given.</param>
    /// <param name="context">Receives the warning.</param>
    public ImageInput Still(int? frame, OperationContext context)
    {
        if (frame is null && DecodeOptions.Page == 0 && Info.IsAnimation)
        {
            context.Warning?.Invoke(
                StylizeException.Verbatim(Invariant($"'{Source.Name}' is an animation with {Info.Pages} frames."))
                    + " Only the first is used. {Frame} selects another, or first without this warning.");
            return this;
        }

        return OnePage(frame, context);
    }

    /// <summary>Returns the input with the pixels that the file stores, which tags for display do not turn.</summary>
    public ImageInput Measured() => DecodeOptions.IsMeasured
        ? this : new ImageInput(this, DecodeOptions with { IsMeasured = true }, _tone, _remarks);

    /// <summary>Returns one page: of a file with several, the first, with a warning.</summary>
    /// <param name="frame">Frame or page from 0; null if not given.</param>
    /// <param name="context">Receives the warning.</param>
    /// <exception cref="StylizeException">OperationFailed: as <see cref="Still(int?)"/>.</exception>
    public ImageInput OnePage(int? frame, OperationContext context)
    {
        if (frame is null && DecodeOptions.Page == 0 && Info is { Pages: > 1, IsAnimation: false, Pages: var pages })
        {
            var what = Info.Channels == pages ? "channels" : "pages";
            context.Warning?.Invoke(StylizeException.Verbatim(Invariant($"'{Source.Name}' has {pages:N0} {what}."))
                + " Only the first is used. {Frame} selects another, or first without this warning.");
        }

        return Still(frame);
    }

    /// <summary>Returns the input with tone controls, which <see cref="DecodeRgba()"/> and <see cref="OpenFrames"/>
    /// apply. They replace earlier ones.</summary>
    public ImageInput With(ToneOptions tone) =>
        tone.Equals(_tone ?? new ToneOptions())
            ? this : new ImageInput(this, DecodeOptions, tone.IsNeutral ? null : tone, _remarks);

    /// <summary>Returns the input for decoding damaged data if possible, which <see cref="Damage"/> then describes,
    /// instead of refusing it.</summary>
    /// <param name="isStrict">True to refuse it, and to describe only the rest.</param>
    public ImageInput Tolerant(bool isStrict = false)
    {
        var remarks = new Remarks();
        return new ImageInput(
            this, DecodeOptions with { Damaged = isStrict ? null : remarks.Add, Noted = remarks.Add }, _tone, remarks);
    }

    /// <summary>Decodes to 8-bit sRGB with straight alpha. The caller owns the raster.</summary>
    public Raster<Rgba32> DecodeRgba() => DecodeRgba(OperationContext.Quiet);

    /// <summary>Decodes to 8-bit sRGB with straight alpha. The caller owns the raster.</summary>
    /// <param name="context">Threads that apply tone controls, and cancellation.</param>
    internal Raster<Rgba32> DecodeRgba(OperationContext context)
    {
        var tone = _tone;
        var image = (IsDeep ? DrawDeep(ref tone) : null) ?? Codec.DecodeRgba(Source, DecodeOptions);
        if (tone is not null)
        {
            Apply(tone, image, context);
        }

        return image;
    }

    /// <summary>Returns the side of the squares of pixels that become one in an image of at most about a
    /// number of pixels.</summary>
    internal int Reduction(double maxPixels) => (int)Math.Ceiling(Math.Sqrt(Info.PixelCount / maxPixels));

    /// <summary>Returns the number of pixels in memory while an image of at most about a number of pixels is
    /// decoded.</summary>
    internal long DecodedPixels(double maxPixels) => Reduction(maxPixels) is > 1 and var side
        ? (Info.PixelCount / side / side) + (IsDeep || Info.Orientation > 1 ? Info.PixelCount : 0)
        : Info.PixelCount;

    /// <summary>Decodes as <see cref="DecodeRgba()"/>, with about a number of pixels at most: each is the mean of a
    /// square of those of the file, which are not in memory together unless they draw levels of more than 8 bits, or
    /// are turned.</summary>
    internal Raster<Rgba32> DecodeRgba(OperationContext context, double maxPixels)
    {
        var side = Reduction(maxPixels);
        if (side <= 1) return DecodeRgba(context);

        if (IsDeep)
        {
            using var whole = DecodeRgba(context);
            return Means(whole, Info.Height);
        }

        using var strips = Codec.OpenRgbaStrips(Source, DecodeOptions);
        using var rows = new Raster<Rgba32>(Info.Width, StripRows * side);
        return new Raster<Rgba32>(Reduced(Info.Width), Reduced(Info.Height)).FilledBy(image =>
        {
            for (int top = 0, read; (read = strips.Read(rows)) > 0; top += Reduced(read))
            {
                context.Cancellation.ThrowIfCancellationRequested();
                using var means = Means(rows, read);
                for (var y = 0; y < means.Height; y++)
                {
                    means.Row(y).CopyTo(image.Row(top + y));
                }
            }

            if (_tone is not null)
            {
                Apply(_tone, image, context);
            }
        });

        int Reduced(int length) => (length + side - 1) / side;

        Raster<Rgba32> Means(Raster<Rgba32> pixels, int height)
        {
            using var part = height == pixels.Height ? null : pixels.Crop(0, 0, pixels.Width, height);
            return Resampler.Resize(
                part ?? pixels, Reduced(pixels.Width), Reduced(height), ResampleFilter.Box, context.MaxThreads,
                context.Cancellation);
        }
    }

    /// <summary>True for samples of more than 16 bits, and of more than 8 bits if levels are asked for.</summary>
    private bool IsDeep => Info.BitsPerSample > 16
        || (Info.BitsPerSample > 8 && _tone is { AutoLevels: true } or { Levels: not null });

    /// <summary>Draws samples of more than 8 bits with their levels. Those of more than 16 bits draw their own range if
    /// a part lies outside [0,1], or if all would be black; otherwise null.</summary>
    /// <param name="tone">Receives the controls that are left to apply.</param>
    private Raster<Rgba32>? DrawDeep(ref ToneOptions? tone)
    {
        var isNumber = Info.BitsPerSample > 16;
        if (Info.IsFloat && DecodeOptions.Damaged is null)
        {
            // Refuses numbers that are not finite.
            Codec.DecodeRgba(Source, DecodeOptions).Dispose();
        }

        using var samples = DecodeFloat();
        var (black, white) = (0.0, 1.0);
        if (isNumber && DeepLevels.Range(samples) is var (low, high) && low < high
            && (low < 0 || high is > 1 or < 0.5f / 255))
        {
            (black, white) = (low, high);
            if (tone is not { AutoLevels: true })
            {
                DecodeOptions.Noted?.Invoke($"'{StylizeException.Verbatim(Source.Name)}' "
                    + Invariant($"has values from {low:G5} to {high:G5} (full scale is 1), drawn as black to white."));
            }
        }

        var range = white - black;
        (black, white) = tone is { AutoLevels: true } ? DeepLevels.Automatic(samples, ToneTable.ClippedShare)
            : tone?.Levels is [var dark, var light] ? (black + (range * dark / 255), black + (range * light / 255))
            : (black, white);
        tone = tone is null ? null : tone with { AutoLevels = false, Levels = null };
        return DeepLevels.Draw(samples, black, white);
    }

    /// <summary>Changes the tones of a decoded image.</summary>
    internal static void Apply(ToneOptions tone, Raster<Rgba32> image, OperationContext context)
    {
        if (tone.LocalContrast is > 0 and { } percent)
        {
            LocalContrast.FromFrames(percent, [image]).Apply(image, context.MaxThreads, context.Cancellation);
        }

        new ToneTable(tone, [image]).Apply(image);
    }

    /// <summary>Opens the frames of an animation. The caller disposes of the reader.</summary>
    public IFrameReader OpenFrames()
    {
        Func<IFrameReader> open = () => Codec.OpenFrames(Source, DecodeOptions);
        if (_tone is null) return open();

        if (_tone.LocalContrast is > 0 and { } percent)
        {
            var plain = open;
            _frameContrast ??= LocalContrast.FromFrames(percent, Frames(plain));
            open = () => new TonedFrames(plain(), _frameContrast.Apply);
        }

        _frameTones ??= new ToneTable(_tone, Frames(open));
        return new TonedFrames(open(), _frameTones.Apply);
    }

    private static IEnumerable<Raster<Rgba32>> Frames(Func<IFrameReader> open)
    {
        using var reader = open();
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        while (reader.Read(frame, out _)) yield return frame;
    }

    /// <summary>Decodes to sRGB-encoded samples in [0,1]. The caller owns the image.</summary>
    public SampleImage<float> DecodeFloat() => Codec.DecodeFloat(Source, DecodeOptions);

    /// <summary>Decodes to the stored sample values. The caller owns the image.</summary>
    public SampleImage<ushort> DecodeSamples() => Codec.DecodeSamples(Source, DecodeOptions);

    /// <summary>What is said of one source, however often and by whichever thread it is decoded.</summary>
    private sealed class Remarks
    {
        private readonly List<string> _texts = [];

        public string? Text
        {
            get
            {
                lock (_texts)
                {
                    return _texts.Count == 0 ? null : string.Join(' ', _texts);
                }
            }
        }

        public void Add(string text)
        {
            lock (_texts)
            {
                if (!_texts.Contains(text)) _texts.Add(text);
            }
        }
    }
}
