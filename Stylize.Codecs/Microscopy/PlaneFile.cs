namespace Stylize.Codecs.Microscopy;

/// <summary>
/// A file of a microscope that holds the planes of positions, channels, timepoints and stacks. Each plane is a page.
/// </summary>
internal abstract class PlaneFile
{
    protected const string Export =
        "Export it as OME-TIFF in the software of the microscope, or convert it with Bio-Formats.";

    /// <summary>The structure of the last file, because the planes of a plate are opened one by one.</summary>
    private static volatile Known? _last;

    public abstract int Pages { get; }

    /// <summary>Reads the structure of a file; returns null for other formats.</summary>
    /// <exception cref="StylizeException">The file is damaged, or of a kind that is not supported.</exception>
    public static PlaneFile? TryRead(SourceStream source)
    {
        if (!FormatDefinition.ForFormat(source.Format).IsOfMicroscope) return null;

        var (last, stamp) = (_last, source.Stream is FileStream ? FileStamp.FromFile(source.Name) : null);
        if (last is not null && stamp is { } same && last.Name == source.Name && last.Stamp == same) return last.File;

        var file = Checked<PlaneFile>(source, () => source.Format switch
        {
            ImageFormat.Nd2 => new Nd2File(source.Stream, source.Name),
            ImageFormat.Czi => new CziFile(source.Stream, source.Name),
            _ => new LifFile(source.Stream, source.Name),
        });
        _last = stamp is { } known ? new(source.Name, known, file) : last;
        return file;
    }

    /// <summary>Returns the header of the requested plane.</summary>
    /// <exception cref="StylizeException">
    /// ImageTooLarge: the plane exceeds a limit. OptionInvalid: it does not exist. As <see cref="TryRead"/>.
    /// </exception>
    public ImageInfo Identify(SourceStream source, DecodeOptions options) => Checked(source, () =>
    {
        SourceLimits.CheckPage(source.Name, Pages, options);
        var (width, height, layout) = Plane(options.Page);

        // Planes are read one by one, so that their number needs no limit.
        SourceLimits.Check(source.Name, width, height, 1, options);
        return new ImageInfo(
            source.Format, width, height, Pages, layout.Bands.Count, HasAlpha: false, layout.Bits, layout.Kind == 'f',
            Orientation: 1);
    });

    /// <summary>Opens the requested plane.</summary>
    /// <inheritdoc cref="Identify"/>
    public PlaneRows Open(SourceStream source, DecodeOptions options) =>
        Checked(source, () => Open(source.Stream, options.Page));

    /// <summary>Returns the planes as OME-XML, in which a page is an IFD.</summary>
    /// <exception cref="StylizeException">As <see cref="TryRead"/>.</exception>
    public string Describe(SourceStream source) => Checked(source, () => OmeDescription.Write(Images(source.Stream)));

    protected abstract (int Width, int Height, StoredLayout Layout) Plane(int page);

    protected abstract PlaneRows Open(Stream stream, int page);

    protected abstract IEnumerable<OmeSeries> Images(Stream stream);

    protected static StylizeException Unsupported(string name, string what, string advice = Export) =>
        Errors.PlanesUnsupported.With(name, what, advice);

    /// <summary>Runs a reader of untrusted numbers, and reports damage as an error of the source.</summary>
    private static T Checked<T>(SourceStream source, Func<T> read) => source.Read(_ =>
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is OverflowException or ArgumentException or FormatException
            or System.Xml.XmlException)
        {
            throw new InvalidDataException(failure.Message, failure);
        }
    });

    private sealed record Known(string Name, FileStamp Stamp, PlaneFile File);
}

/// <summary>Reads the rows of one plane from top to bottom, as stored.</summary>
internal abstract class PlaneRows(StoredLayout layout) : IDisposable
{
    public StoredLayout Layout { get; } = layout;

    /// <summary>Returns the bytes of the next row, which are valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    /// <exception cref="IOException">The data ends too early.</exception>
    public abstract ReadOnlySpan<byte> Next();

    public abstract void Dispose();
}

/// <summary>A plane of a microscope's file.</summary>
internal sealed class PlaneStrips : RowPage
{
    private readonly SourceStream _source;
    private readonly Lazy<PlaneRows> _rows;

    /// <exception cref="StylizeException">As <see cref="PlaneFile.Identify"/>.</exception>
    public PlaneStrips(SourceStream source, DecodeOptions options)
        : base(source.Name, source)
    {
        var file = PlaneFile.TryRead(source)!;
        (_source, Info) = (source, file.Identify(source, options));
        _rows = new Lazy<PlaneRows>(() => file.Open(source, options));
    }

    public override ImageInfo Info { get; }

    protected override StoredLayout Layout => _rows.Value.Layout;

    protected override StylizeException Unsupported => Errors.FloatingPoint.With(Name);

    public override void Dispose()
    {
        if (_rows.IsValueCreated)
        {
            _rows.Value.Dispose();
        }

        base.Dispose();
    }

    protected override ReadOnlySpan<byte> NextRow() => _source.Read(_ => _rows.Value.Next());
}
