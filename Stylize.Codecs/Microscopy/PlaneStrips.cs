namespace Stylize.Codecs.Microscopy;

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

    protected override StylizeException Unsupported => new(
        StylizeError.FormatUnsupported, Name,
        $"'{Name}' has floating-point samples, which only segmentation and measurement read.",
        "Convert it to unsigned integers of 8 or 16 bits, scaled as needed.");

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
