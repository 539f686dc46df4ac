namespace Stylize.Engine.Imaging;

/// <summary>Contents that files of a format can have.</summary>
[Flags]
internal enum FormatContent
{
    None = 0,
    Frames = 1,
    Samples16 = 2,
    Pages = 4,
    Profile = 8,
    Exif = 16,
    Description = 32,
    PixelSize = 64,

    /// <summary>Planes of a microscope, which metadata always describes. Planes are read one by one, so that such a
    /// file may have any size.</summary>
    Planes = 128,

    /// <summary>Pixels that compression may change.</summary>
    Lossy = 256,
}

/// <summary>
/// The table of file formats. A new format needs a member of <see cref="ImageFormat"/>, a row here, and a row of
/// FormatCodec in Stylize.Codecs for its reader and writer.
/// </summary>
/// <param name="Extensions">The usual file name extensions, with dots, in lower case.</param>
internal sealed record FormatDefinition(ImageFormat Format, string Name, params string[] Extensions)
{
    /// <summary>Number of bytes from the start of a file that <see cref="Detect"/> needs.</summary>
    internal const int SignatureLength = 1024;

    private const FormatContent Microscope = FormatContent.Pages | FormatContent.Planes;

    private static readonly FormatDefinition Unknown = new(ImageFormat.Unknown, "unknown");

    // In the order of signature tests.
    private static readonly FormatDefinition[] Table =
    [
        new(ImageFormat.Png, "PNG", ".png", ".apng")
        {
            Signature = Starts("\u0089PNG\r\n\u001a\n"),
            Content = FormatContent.Frames | FormatContent.Samples16 | FormatContent.Profile | FormatContent.Exif
                | FormatContent.PixelSize,
        },
        new(ImageFormat.Jpeg, "JPEG", ".jpg", ".jpeg")
        {
            Signature = Starts("\u00ff\u00d8\u00ff"),
            Content =
                FormatContent.Profile | FormatContent.Exif | FormatContent.Lossy | FormatContent.PixelSize,
        },
        new(ImageFormat.WebP, "WebP", ".webp")
        {
            Signature = static head => head.StartsWith("RIFF"u8) && Has(head, 8, "WEBP"u8),
            Content = FormatContent.Frames | FormatContent.Profile | FormatContent.Exif,
        },
        new(ImageFormat.CameraRaw, "a camera's raw file", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2",
            ".raf", ".pef")
        {
            // DNG, NEF, ARW and PEF.
            StartsLike = ImageFormat.Tiff,
            Signature = static head => IsRaw(head) || (head.StartsWith("II*\0"u8) && Has(head, 8, "CR"u8))
                || HasBrand(head, "crx "),
            Advice =
                "Develop it first: `darktable-cli in.nef out.png`, or save it as PNG or TIFF in your raw developer.",
        },
        new(ImageFormat.Tiff, "TIFF", ".tif", ".tiff", ".stk", ".lsm", ".qptiff", ".svs", ".ndpi", ".scn")
        {
            Signature = Starts("II*\0", "MM\0*", "II+\0", "MM\0+"),
            Content = FormatContent.Samples16 | FormatContent.Pages | FormatContent.Profile | FormatContent.Description
                | FormatContent.PixelSize,
        },
        new(ImageFormat.Gif, "GIF", ".gif") { Signature = Starts("GIF87a", "GIF89a"), Content = FormatContent.Frames },
        new(ImageFormat.Avif, "AVIF", ".avif")
        {
            Signature = static head => HasBrand(head, "avif", "avis"),
            Content = FormatContent.Profile | FormatContent.Exif | FormatContent.Lossy,
        },
        new(ImageFormat.Heic, "HEIC", ".heic", ".heif")
        {
            Signature = static head => HasBrand(head, "hei", "hev", "mif1", "msf1"),
            Content = FormatContent.Lossy,
            Advice = "Convert it with `heif-convert in.heic out.png`.",
        },
        new(ImageFormat.Mp4, "MP4", ".mp4", ".m4v", ".mov")
        {
            Signature = static head => HasBrand(head, "iso", "mp4", "avc", "M4V", "qt  ", "MSNV", "dash", "3gp"),
            Advice = "Convert it to an animation with `ffmpeg -i in.mp4 -plays 0 out.apng`.",
        },
        new(ImageFormat.WebM, "WebM", ".webm", ".mkv")
        {
            Signature = Starts("\u001aE\u00df\u00a3"),
            Advice = "Convert it to an animation with `ffmpeg -i in.webm -plays 0 out.apng`.",
        },
        new(ImageFormat.JpegXl, "JPEG XL", ".jxl")
        {
            Signature = Starts("\u00ff\n", "\0\0\0\fJXL \r\n\u0087\n"),
            Advice = "Convert it with `djxl in.jxl out.png`.",
        },
        new(ImageFormat.Jpeg2000, "JPEG 2000", ".jp2", ".j2k")
        {
            Signature = Starts("\u00ffO\u00ffQ", "\0\0\0\fjP  \r\n\u0087\n"),
            Advice = "Convert it with `opj_decompress -i in.jp2 -o out.png`.",
        },
        new(ImageFormat.JpegXr, "JPEG XR", ".jxr", ".wdp", ".hdp")
        {
            Signature = Starts("II\u00bc"),
            Advice = "Convert it with `JxrDecApp -i in.jxr -o out.tif`.",
        },
        new(ImageFormat.Pdf, "PDF", ".pdf")
        {
            Signature = Starts("%PDF-"),
            Advice = "Draw a page with `pdftoppm -png -r 150 in.pdf out`.",
        },
        new(ImageFormat.Bmp, "BMP", ".bmp", ".dib")
        {
            // OS/2 stores a hot spot in the fields that are 0 in other files; the length of the header follows.
            Signature = static head => head.Length >= 26 && ((head.StartsWith("BM"u8) && (
                Has(head, 6, "\0\0\0\0"u8) || BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) is >= 12 and <= 124))
                || (head.StartsWith("BA"u8) && Has(head, 14, "BM"u8))),
        },
        new(ImageFormat.Ppm, "PPM/PGM/PBM/PAM", ".ppm", ".pgm", ".pbm", ".pam", ".pnm")
        {
            Signature = static head => head.Length >= 3 && head[0] == 'P' && head[1] is (>= (byte)'1' and <= (byte)'7')
                or (byte)'F' or (byte)'f' or (byte)'H' or (byte)'h'
                && (head[2] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' || head.StartsWith("PF4"u8)),
        },
        new(ImageFormat.Svg, "SVG", ".svg")
        {
            Signature = static head => head.IndexOf("<svg"u8) >= 0,
            Advice = "Draw it with `rsvg-convert in.svg -o out.png`.",
        },
        new(ImageFormat.Aseprite, "Aseprite", ".aseprite", ".ase")
        {
            // The magic numbers of the file and of its first frame.
            Signature = static head => Has(head, 4, [0xe0, 0xa5]) && Has(head, 132, [0xfa, 0xf1]),
            Content = FormatContent.Frames,
        },
        new(ImageFormat.Tga, "TGA", ".tga") { Signature = IsTga, Advice = "Convert it with `magick in.tga out.png`." },
        new(ImageFormat.Nd2, "ND2", ".nd2")
        {
            // Before version 3 of NIS-Elements.
            StartsLike = ImageFormat.Jpeg2000,
            Signature = Starts("\u00da\u00ce\u00be\n"),
            Content = Microscope,
        },
        new(ImageFormat.Czi, "CZI", ".czi") { Signature = Starts("ZISRAWFILE"), Content = Microscope },
        new(ImageFormat.Lif, "LIF", ".lif")
        {
            // A block of text follows, whose length is the length of the first block.
            Signature = static head => Has(head, 0, "p\0\0\0"u8) && Has(head, 8, "*"u8) && Has(head, 13, "<\0"u8),
            Content = Microscope,
        },
        new(ImageFormat.OtherMicroscope, "a file of a microscope", ".vsi", ".ets", ".oir", ".poir", ".oib", ".oif",
            ".ims", ".zvi", ".mrxs", ".bif", ".dv", ".r3d", ".lof", ".xlef", ".sld", ".sldy", ".ics", ".ids", ".flex")
        {
            StartsLike = ImageFormat.Tiff,
            // VSI begins like TIFF, and holds a preview.
            Advice = "Export it as OME-TIFF in the microscope's software or QuPath, or convert it with Bio-Formats: "
                + "`bfconvert in.vsi out.ome.tif`.",
        },
        new(ImageFormat.Html, "HTML"),
        new(ImageFormat.Zarr, "ZARR"),
    ];

    /// <summary>Recognizes a format by a file's first bytes.</summary>
    internal delegate bool SignatureTest(ReadOnlySpan<byte> head);

    internal FormatContent Content { get; init; }

    /// <summary>A format with whose signature some files start; their extensions distinguish them.</summary>
    internal ImageFormat? StartsLike { get; private init; }

    internal bool IsOfMicroscope => Holds(FormatContent.Planes);

    /// <summary>Advice for a file of a format that the codec does not read, as one sentence.</summary>
    internal string Advice { get; private init; } = "Save it as PNG, JPEG, WebP or TIFF in another program.";

    private SignatureTest? Signature { get; init; }

    internal static FormatDefinition ForFormat(ImageFormat format) =>
        Array.Find(Table, row => row.Format == format) ?? Unknown;

    /// <summary>Returns the format of a file that starts with these bytes, or Unknown.</summary>
    internal static ImageFormat Detect(ReadOnlySpan<byte> head)
    {
        foreach (var row in Table)
        {
            if (row.Signature is { } isOf && isOf(head)) return row.Format;
        }

        return ImageFormat.Unknown;
    }

    internal static Dictionary<string, ImageFormat> ByExtension()
    {
        var formats = new Dictionary<string, ImageFormat>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in Table)
        {
            Array.ForEach(row.Extensions, extension => formats.Add(extension, row.Format));
        }

        return formats;
    }

    internal bool Holds(FormatContent content) => (Content & content) == content;

    /// <summary>Returns a test for files that start with one of the signatures, in which each character is one
    /// byte.</summary>
    private static SignatureTest Starts(params string[] signatures) => head =>
    {
        foreach (var signature in signatures)
        {
            var at = 0;
            while (at < signature.Length && at < head.Length && head[at] == signature[at])
            {
                at++;
            }

            if (at == signature.Length) return true;
        }

        return false;
    };

    private static bool Has(ReadOnlySpan<byte> head, int at, ReadOnlySpan<byte> bytes) =>
        head.Length >= at + bytes.Length && head[at..].StartsWith(bytes);

    /// <summary>True for ISO base media (ISO/IEC 14496-12) of a brand: the major brand is at 8, that of a small picture
    /// (mif3) at 12, and compatible brands are at 16 and up. The major brand of an AVIF may be mif1.</summary>
    private static bool HasBrand(ReadOnlySpan<byte> head, params ReadOnlySpan<string> brands)
    {
        if (!Has(head, 4, "ftyp"u8)) return false;

        var end = Math.Min((uint)head.Length, BinaryPrimitives.ReadUInt32BigEndian(head));
        for (var at = 8; at + 4 <= end; at += 4)
        {
            var brand = Encoding.Latin1.GetString(head.Slice(at, 4));
            foreach (var wanted in brands)
            {
                if (brand.StartsWith(wanted, StringComparison.Ordinal)) return true;
            }
        }

        return false;
    }

    private static bool IsRaw(ReadOnlySpan<byte> head) =>
        head.StartsWith("FUJIFILMCCD-RAW"u8) || head.StartsWith("IIRO"u8) || head.StartsWith("IIRS"u8)
            || head.StartsWith("IIU\0"u8);

    // TGA has no signature, so every field of the header is checked for legal values.
    private static bool IsTga(ReadOnlySpan<byte> head) =>
        head.Length >= 18
        && head[1] <= 1
        && head[2] is 1 or 2 or 3 or 9 or 10 or 11
        && head[16] is 8 or 15 or 16 or 24 or 32
        && (head[12] | head[13]) != 0
        && (head[14] | head[15]) != 0
        && (head[1] == 1 || head[3..8].IndexOfAnyExcept((byte)0) < 0);
}
