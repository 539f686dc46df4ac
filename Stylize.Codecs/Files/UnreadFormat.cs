using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>What to do with a file of a format that is known and not read.</summary>
internal static class UnreadFormat
{
    private const string OtherLibrary =
        "set STYLIZE_LIBVIPS=system where the system's libvips reads it (`stylize formats` lists what it reads)";

    /// <summary>One sentence of advice.</summary>
    internal static string Advice(ImageFormat format) => format switch
    {
        ImageFormat.Heic => $"Convert it with `heif-convert in.heic out.png`, or {OtherLibrary}.",
        ImageFormat.JpegXl => $"Convert it with `djxl in.jxl out.png`, or {OtherLibrary}.",
        ImageFormat.Jpeg2000 => $"Convert it with `opj_decompress -i in.jp2 -o out.png`, or {OtherLibrary}.",
        ImageFormat.CameraRaw =>
            "Develop it first: `darktable-cli in.nef out.png`, or save it as PNG or TIFF in the program that you develop with.",
        ImageFormat.Svg => $"Draw it with `rsvg-convert in.svg -o out.png`, or {OtherLibrary}.",
        ImageFormat.Pdf => $"Draw a page with `pdftoppm -png -r 150 in.pdf out`, or {OtherLibrary}.",
        _ => "Save it as PNG, JPEG, WebP or TIFF in another program.",
    };
}
