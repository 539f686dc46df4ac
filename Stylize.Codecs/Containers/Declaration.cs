using static Stylize.Codecs.Containers.DeclaredAnswer;
using static Stylize.Codecs.Containers.DeclaredPart;

namespace Stylize.Codecs.Containers;

/// <summary>What a file can declare that changes its pixels, and what happens. A test draws a file for each
/// row, and docs/codecs.md lists the rows.</summary>
/// <param name="Name">The field, as the specification of the format names it.</param>
/// <param name="Says">Words of the warning or of the error; of what is obeyed, a remark or nothing.</param>
internal sealed record Declaration(
    string Container, string Name, DeclaredPart Part, DeclaredAnswer Answer, string Says = "")
{
    private const string Oblong = "pixels that are not square", Range = "high dynamic range";
    private const string Profile = "color profile", FirstOnly = "only the first is read", Map = "gain map";
    private const string AdobeRgb = "EXIF color space Adobe RGB without a profile", AdobeSaid = "Adobe RGB";
    private const string Misfit = "damaged or is for another";
    private const string XmpOrientation = "XMP orientation: only that of EXIF counts, as in browsers";

    /// <summary>All rows, by container. How data is packed is not listed, because it changes no pixel.</summary>
    public static IReadOnlyList<Declaration> Table { get; } =
    [
        .. Obeyed("PNG", Samples, "1, 2, 4, 8 and 16 bits", "sBIT: samples have full scale already",
            "index above PLTE: black"),
        .. Obeyed("PNG", Colors, "PLTE", "cICP: before iCCP, sRGB, gAMA and cHRM",
            "cICP of sRGB: iCCP does not count",
            "iCCP: before sRGB, gAMA and cHRM",
            "sRGB: before gAMA and cHRM", "gAMA", "cHRM: with gAMA 0.45455, the values of sRGB mean sRGB",
            "cHRM that spans no colors: gAMA does not count either, as in browsers",
            "sPLT and hIST: suggestions for displays of few colors", "pCAL: a scale of measurements"),
        .. Obeyed("PNG", Transparency, "tRNS of gray", "tRNS of color", "tRNS of a palette",
            "bKGD: transparent pixels stay so"),
        .. Obeyed("PNG", Place, "eXIf orientation", XmpOrientation, "oFFs and vpAg: the place on a page",
            "sTER: both views next to each other", "caNv: the place on a canvas"),
        .. Obeyed("PNG", Order, "Raw profile type exif and icc: only eXIf and iCCP count, as in browsers",
            "orNT: only eXIf counts, as in browsers"),
        .. Obeyed("PNG", Order, "interlace"),
        new("PNG", "cICP with PQ or HLG", Colors, Warned, Range),
        new("PNG", "cLLI", Colors, Warned, Range),
        new("PNG", "mDCV", Colors, Warned, Range),
        new("PNG", "cICP of narrow range", Colors, Warned, "narrow range"),
        new("PNG", "cICP with a matrix", Colors, Warned, "not red, green and blue"),
        new("PNG", "cICP with unknown codes, or code 2 once", Colors, Warned, "unknown or incomplete"),
        new("PNG", "iCCP damaged or for other colors", Colors, Warned, Misfit),
        new("PNG", "pHYs with unequal sides", Place, Warned, Oblong),
        new("PNG", "sCAL with unequal sides", Place, Warned, Oblong),
        new("PNG", AdobeRgb, Colors, Warned, AdobeSaid),
        new("PNG", "gain map (gmAP)", Colors, Warned, Map),
        new("PNG", "CgBI", Colors, Refused, "colors in Apple's order"),

        .. Obeyed("APNG", Samples, "dispose_op none", "dispose_op background", "dispose_op previous"),
        .. Obeyed("APNG", Transparency, "blend_op source", "blend_op over"),
        .. Obeyed("APNG", Place, "x_offset and y_offset"),
        .. Obeyed("APNG", Time, "delay", "delay with a denominator of 0: hundredths", "num_plays"),
        .. Obeyed("APNG", Order, "picture before the first fcTL: no frame"),
        new("APNG", "sequence_number out of order", Order, Refused, "damaged"),

        .. Obeyed("JPEG", Colors, "YCbCr", "Adobe transform 0", "components R, G and B", "gray",
            "CMYK without a marker: inverted, as in other programs", "Adobe CMYK: inverted",
            "Adobe YCCK: inverted", "ICC profile in several segments", "gray with an ICC profile for colors",
            "intent of the ICC profile: perceptual for red, green and blue, as in browsers",
            "EXIF YCbCrCoefficients and ReferenceBlackWhite: those of JFIF count, as in browsers"),
        .. Obeyed("JPEG", Place, "sampling factors", "EXIF orientation", XmpOrientation),
        .. Obeyed("JPEG", Order, "progressive"),
        new("JPEG", "gain map (hdrgm or ISO 21496-1)", Colors, Warned, Map),
        new("JPEG", AdobeRgb, Colors, Warned, AdobeSaid),
        new("JPEG", "EXIF PrimaryChromaticities and WhitePoint", Colors, Warned, "primary colors"),
        new("JPEG", "ICC profile damaged or for other colors", Colors, Warned, Misfit),
        new("JPEG", "JFIF density with unequal sides", Place, Warned, Oblong),
        new("JPEG", "EXIF resolution with unequal sides", Place, Warned, Oblong),
        new("JPEG", "MPF with several views", Order, Warned, FirstOnly),
        new("JPEG", "12 bits", Samples, Refused, "samples of 12 bits"),
        new("JPEG", "height after the pixels (DNL)", Samples, Refused, "damaged"),
        new("JPEG", "lossless", Samples, Refused, "lossless JPEG data"),
        new("JPEG", "JPEG-LS", Samples, Refused, "JPEG-LS data"),
        new("JPEG", "hierarchical", Samples, Refused, "hierarchical JPEG data"),

        .. Obeyed("WebP", Samples, "disposal"),
        .. Obeyed("WebP", Colors, "ICCP"),
        .. Obeyed("WebP", Transparency, "alpha", "alpha without its flag: opaque, unlike Chromium", "blending",
            "background color: the canvas begins transparent, as in browsers"),
        .. Obeyed("WebP", Place,
            "EXIF orientation: as in libvips and Pillow, unlike Chromium", XmpOrientation, "frame position"),
        .. Obeyed("WebP", Time, "duration", "loop count"),
        new("WebP", AdobeRgb, Colors, Warned, AdobeSaid),
        new("WebP", "ICCP damaged or for other colors", Colors, Warned, Misfit),
        new("WebP", "VP8 scale", Place, Warned, "enlarged picture"),

        .. Obeyed("GIF", Samples, "disposal to the background", "disposal to the previous frame",
            "disposal 4: as to the previous frame, as in browsers"),
        .. Obeyed("GIF", Colors, "global palette", "local palette"),
        .. Obeyed("GIF", Transparency, "transparent index",
            "background color: the canvas begins transparent, as in browsers"),
        .. Obeyed("GIF", Place, "image position", "image position outside of the screen: the canvas contains it"),
        .. Obeyed("GIF", Time, "delay", "delay 0: kept, though many programs show 100 ms", "NETSCAPE2.0 loops",
            "ANIMEXTS1.0 loops", "user input: frames do not wait"),
        .. Obeyed("GIF", Order, "interlace"),
        new("GIF", "pixel aspect ratio", Place, Warned, Oblong),
        new("GIF", "image without a palette", Colors, Warned, "no palette"),
        new("GIF", "plain text extension", Samples, Warned, "text"),
        new("GIF", "ICC profile (ICCRGBG1012)", Colors, Warned, Profile),

        .. Obeyed("TIFF", Samples,
            "SampleFormat 2", "SampleFormat 3", "FillOrder 2", "Predictor 2", "Predictor 3"),
        .. Obeyed("TIFF", Colors, "WhiteIsZero", "BlackIsZero", "RGB", "palette (ColorMap)", "CMYK", "YCbCr",
            "YCbCrCoefficients", "ReferenceBlackWhite", "L*a*b* of 16 bits",
            "MaxSampleValue and SMaxSampleValue: no scale; levels stretch", "ICC profile"),
        .. Obeyed("TIFF", Transparency, "ExtraSamples 0: opaque", "ExtraSamples 1", "ExtraSamples 2",
            "ExtraSamples 999: alpha, as Corel Draw writes", "ExtraSamples 2 and 0: the first is alpha",
            "RGB of four samples without ExtraSamples: the fourth is alpha, as in Pillow"),
        .. Obeyed("TIFF", Place,
            "Orientation", "Orientation 0: upright", XmpOrientation, "PlanarConfiguration 2",
            "XPosition and YPosition: the place on a page"),
        .. Obeyed("TIFF", Order, "pages", "PageNumber: pages have the order of the file",
            "NewSubfileType 1: reduced copies after the first are not pages",
            "SubfileType 2: as NewSubfileType 1", "layers of Photoshop: the merged picture"),
        new("TIFF", "L*a*b* of 8 bits", Colors, Refused, "colors in L*a*b*"),
        new("TIFF", "LogLuv", Colors, Refused, "colors as logarithms"),
        new("TIFF", "SampleFormat 5 and 6", Samples, Refused, "complex numbers"),
        new("TIFF", "XResolution unlike YResolution", Place, Warned, Oblong),
        new("TIFF", "PrimaryChromaticities and WhitePoint", Colors, Warned, "primary colors"),
        new("TIFF", "WhiteIsZero of signed or floating-point numbers", Colors, Warned, "white is zero"),
        new("TIFF", "ICC profile damaged or for other colors", Colors, Warned, Misfit),
        new("TIFF", "Indexed with another PhotometricInterpretation", Colors, Refused, "Indexed"),
        new("TIFF", "unknown PhotometricInterpretation", Colors, Refused, "unknown meaning"),
        new("TIFF", "ExtraSamples with alpha after 0", Transparency, Refused, "after another extra sample"),
        new("TIFF", "TransferFunction", Colors, Warned, "TransferFunction"),
        new("TIFF", "GrayResponseCurve", Colors, Warned, "GrayResponseCurve"),
        new("TIFF", "InkSet 2", Colors, Refused, "InkSet"),
        new("TIFF", "NumberOfInks above 4", Colors, Warned, "inks"),
        new("TIFF", "CFA", Colors, Refused, "mosaic"),
        new("TIFF", "LinearRaw", Colors, Refused, "raw colors"),
        new("TIFF", "DNGVersion", Colors, Refused, "a camera's raw data"),
        new("TIFF", "GDAL_NODATA", Transparency, Warned, "missing pixels"),
        new("TIFF", "transparency mask (NewSubfileType 4)", Transparency, Warned, "mask"),
        new("TIFF", "SubIFDs that are not reduced", Order, Warned, "subdirectories"),
        new("TIFF", "DotRange", Colors, Warned, "DotRange"),
        new("TIFF", "Decode", Colors, Warned, "Decode"),
        new("TIFF", "ClipPath", Transparency, Warned, "ClipPath"),
        new("TIFF", "ImageDepth", Order, Warned, "ImageDepth"),
        new("TIFF", AdobeRgb, Colors, Warned, AdobeSaid),

        .. Obeyed("BMP", Colors, "palette", "bit fields"),
        .. Obeyed("BMP", Transparency, "alpha mask", "fourth byte without a mask: opaque",
            "pixels that run lengths skip: color 0"),
        .. Obeyed("BMP", Place, "delta of run lengths"),
        .. Obeyed("BMP", Order, "negative height: from the top"),
        new("BMP", "calibrated colors of version 4", Colors, Warned, "primary colors"),
        new("BMP", "profile of version 5", Colors, Warned, Profile),
        new("BMP", "resolution with unequal sides", Place, Warned, Oblong),
        new("BMP", "JPEG or PNG inside", Samples, Refused, "inside"),
        new("BMP", "array of OS/2 (BA)", Order, Refused, "array"),
        new("BMP", "short header of OS/2", Samples, Refused, "OS/2"),
        new("BMP", "codes of OS/2", Samples, Refused, "OS/2"),
        new("BMP", "CMYK", Colors, Refused, "inks (CMYK)"),

        .. Obeyed("Netpbm", Colors, "maxval", "bits of PBM", "PAM without a tuple type: by its samples",
            "PAM tuple type BLACKANDWHITE: 1 is white"),
        .. Obeyed("Netpbm", Transparency, "PAM tuple type with alpha"),
        new("Netpbm", "several pictures", Order, Warned, FirstOnly),
        new("Netpbm", "floating-point numbers (PFM, PHM)", Samples, Refused, "floating-point"),
        new("Netpbm", "PAM of more than 4 samples", Samples, Refused, "samples per pixel"),
        new("Netpbm", "thumbnail of XV (P7 332)", Samples, Refused, "XV"),
        new("Netpbm", "PAM tuple type CMYK", Colors, Refused, "inks (CMYK)"),

        .. Obeyed("Aseprite", Samples, "hidden layer", "reference layer: left out", "group", "linked cel"),
        .. Obeyed("Aseprite", Colors, "layer blend mode", "palette"),
        .. Obeyed("Aseprite", Transparency, "layer opacity", "cel opacity", "transparent index"),
        .. Obeyed("Aseprite", Place, "cel position", "tilemap with mirrored tiles"),
        .. Obeyed("Aseprite", Time, "frame duration"),
        .. Obeyed("Aseprite", Order, "cel z-index", "tag direction and repetitions"),
        new("Aseprite", "tiles in another file", Samples, Refused, "tiles in another file"),
        new("Aseprite", "pixel ratio", Place, Warned, Oblong),
        new("Aseprite", "color profile", Colors, Warned, Profile),

        .. Obeyed("AVIF, HEIC", Colors, "colr nclx: after a profile", "colr nclx without codes: its range counts",
            "colr profile",
            "color of the AV1 data: without a colr box", "narrow range of gray", "narrow range of color"),
        .. Obeyed("AVIF, HEIC", Samples, "a1lx (progressive layers): the last layer"),
        .. Obeyed("AVIF, HEIC", Transparency, "auxl alpha", "narrow range of alpha", "prem"),
        .. Obeyed("AVIF, HEIC", Order, "auxl depth and disparity: not a page"),
        .. Obeyed("AVIF, HEIC", Place, "irot", "imir", "clap", "grid", "iovl",
            "EXIF orientation: only irot and imir count, as the standard says"),
        new("AVIF, HEIC", "colr nclx with PQ or HLG", Colors, Warned, Range),
        new("AVIF, HEIC", "colr nclx with unknown codes", Colors, Warned, "unknown or incomplete"),
        new("AVIF, HEIC", "gain map (tmap or auxC)", Colors, Warned, Map),
        new("AVIF, HEIC", "clli", Colors, Warned, Range),
        new("AVIF, HEIC", "mdcv, cclv and amve", Colors, Warned, Range),
        new("AVIF, HEIC", "a1op and lsel", Samples, Warned, "one of its layers"),
        new("AVIF, HEIC", "pasp", Place, Warned, Oblong),
        new("AVIF, HEIC", "sequence", Time, Warned, "is an animation"),

        new("JPEG XL", "codestream and container", Samples, Refused, "JPEG XL"),
        new("JPEG 2000", "codestream and container", Samples, Refused, "JPEG 2000"),
        new("JPEG XR", "file", Samples, Refused, "JPEG XR"),
    ];

    private static IEnumerable<Declaration> Obeyed(
        string container, DeclaredPart part, params string[] names) => names
        .Select(name => name.Split(": ", 2)).Select(words => new Declaration(
            container, words[0], part, DeclaredAnswer.Obeyed, words is [_, var remark] ? remark : ""));
}

/// <summary>What a declaration changes.</summary>
internal enum DeclaredPart
{
    Samples,
    Colors,
    Transparency,
    Place,
    Time,
    Order,
}

/// <summary>What happens to a declaration.</summary>
internal enum DeclaredAnswer
{
    Obeyed,
    Warned,
    Refused,
}
