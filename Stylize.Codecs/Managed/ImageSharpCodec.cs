using System.Reflection;
using SixLabors.ImageSharp;
using Stylize.Codecs.Color;
using Stylize.Codecs.Tiff;

namespace Stylize.Codecs.Managed;

/// <summary>The managed codec: SixLabors.ImageSharp. It decodes whole images and needs several times the memory of
/// their pixels.</summary>
internal sealed class ImageSharpCodec : FileCodec
{
    public override string Name { get; } = $"ImageSharp {Version()}";

    private protected override IReadOnlyList<ImageFormat> LibraryFormats { get; } =
        [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Gif, ImageFormat.Tga];

    private protected override IReadOnlyList<ImageFormat> LibraryWriteFormats { get; } =
        [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Gif];

    private protected override bool ReadsAnimations => false;

    private protected override PageReader OpenLibrary(SourceStream source, DecodeOptions options) =>
        new ImageSharpReader(source, options);

    private protected override ImageMetadata ReadLibraryMetadata(SourceStream source, DecodeOptions options) =>
        ImageMetadata.None;

    private protected override void EncodePixels(
        Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha) =>
        ImageSharpEncoder.Encode(image, target, options, keepAlpha);

    private protected override void EncodeSamples(SampleImage<ushort> image, Stream target, EncodeOptions options) =>
        ImageSharpEncoder.Encode(image, target, options);

    /// <summary>Returns the version of the package; that of the assembly has only its first number.</summary>
    private static string? Version() =>
        typeof(Image).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split(
            '+')[0];
}

/// <summary>A page of a file that the codec decodes whole.</summary>
/// <param name="source">Owned by the page.</param>
internal sealed class ImageSharpReader(SourceStream source, DecodeOptions options) : PageReader(source.Name, source)
{
    public override Stylize.Engine.Imaging.ImageInfo Info => field ??= Describe();

    private StoredImage Stored => field ??= Try(() => StoredImage.Open(source, options));

    public override Raster<Rgba32> ToRgba()
    {
        var profile = Profile();
        if (Info.BitsPerSample <= 16 && profile is null) return base.ToRgba();

        using var numbers = ToUnits(profile);
        return PlainPixels.ToRgba(numbers);
    }

    public override SampleImage<float> ToUnits() => ToUnits(Profile());

    private SampleImage<float> ToUnits(CodedColor? profile)
    {
        if (Info.BitsPerSample > 16) return ReadPlain();

        var units = base.ToUnits();
        profile?.Apply(units, Info.BitsPerSample);
        return units;
    }

    public override SampleImage<ushort> ToSamples()
    {
        if (Info.BitsPerSample > 16)
        {
            throw Errors.NotSixteenBits.With(source.Name, "32-bit or floating-point");
        }

        return Orientation.Upright(Info.Orientation, Try(Stored.Decode));
    }

    private Stylize.Engine.Imaging.ImageInfo Describe()
    {
        ClaimedSize.CheckLimits(source, options);
        if (UnsupportedKind.Describe(source.Format, source.Stream) is { } kind) throw source.Unsupported(kind);

        SourceLimits.Check(source.Name, Stored.Width, Stored.Height, Stored.Pages, options);
        SourceLimits.CheckPage(source.Name, Stored.Pages, options);
        var orientation = Stored.Orientation ?? OrientationOf(EmbeddedMetadata.Read(source).Exif);
        var isTurned = Orientation.SwapsSides(orientation);
        var (width, height) = isTurned ? (Stored.Height, Stored.Width) : (Stored.Width, Stored.Height);
        return new Stylize.Engine.Imaging.ImageInfo(
            source.Format, width, height, Stored.Pages, Stored.Colors, Stored.HasAlpha, Stored.Bits, Stored.IsFloat,
            orientation);
    }

    /// <summary>Returns the orientation in EXIF data, 1 to 8.</summary>
    private static int OrientationOf(ReadOnlyMemory<byte> exif) =>
        TiffMetadata.OfExif(exif, (reader, at) => reader.Tags(at).First(274, 1)) is >= 1 and <= 8 and var stored
            ? (int)stored : 1;

    /// <summary>Reads a plain TIFF of 32 bits. ImageSharp limits floating-point numbers to those from 0 to 1.</summary>
    private SampleImage<float> ReadPlain()
    {
        var scale = Info.IsFloat ? 1 : 1.0 / uint.MaxValue;
        return new SampleImage<float>(1, Info.Width, Info.Height, hasAlpha: false, 32).FilledBy(
            image => new PlainTiff(source, options, _ => this).ReadNumbers((y, values) =>
            {
                var row = image.Planes[0].Row(y);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = (float)(values[x] * scale);
                }
            }));
    }

    /// <summary>Reads the color of the profile; null for sRGB, none, and samples of 32 bits.</summary>
    private CodedColor? Profile() => Info.BitsPerSample <= 16 && IccProfile.TryParse(
        Stored.Profile ?? EmbeddedMetadata.Read(source).IccProfile.Span) is { IsSrgb: false } profile
            ? CodedColor.FromProfile(profile) : null;

    private T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (NotSupportedException failure)
        {
            throw Errors.KindUnread.From(failure, source.Name, FormatDefinition.ForFormat(source.Format).Name);
        }
        catch (Exception failure) when (failure is not (StylizeException or OutOfMemoryException))
        {
            throw source.Damaged(failure);
        }
    }
}
