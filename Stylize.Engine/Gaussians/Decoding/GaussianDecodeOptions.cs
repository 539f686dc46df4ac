using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>How a .g2d file becomes a picture.</summary>
public sealed record GaussianDecodeOptions : IOperationOptions
{
    /// <summary>The defaults: the source's size, all detail, PNG.</summary>
    public static GaussianDecodeOptions Default { get; } = new();

    /// <summary>Size and detail. Its limit of pixels is replaced by that of the input.</summary>
    public RenderOptions Render { get; init; } = new();

    /// <summary>Png, Jpeg, WebP, Tiff or Svg.</summary>
    public ImageFormat Format { get; init; } = ImageFormat.Png;

    /// <summary>Quality of JPEG and WebP, 1 to 100.</summary>
    public int Quality { get; init; } = 90;

    /// <summary>True to render what is intact of a file that is cut short or damaged.</summary>
    public bool AllowPrefix { get; init; }

    /// <summary>The formats with their extensions.</summary>
    public static IReadOnlyList<KeyValuePair<ImageFormat, string>> Formats { get; } =
    [
        new(ImageFormat.Png, ".png"),
        new(ImageFormat.Jpeg, ".jpg"),
        new(ImageFormat.WebP, ".webp"),
        new(ImageFormat.Tiff, ".tif"),
        new(ImageFormat.Svg, ".svg"),
    ];

    /// <summary>The format that a destination's file name asks for; null for a folder or another name.</summary>
    public static ImageFormat? FormatOf(string? destination)
    {
        var extension = Path.GetExtension(destination ?? "");
        foreach (var (format, usual) in Formats)
        {
            if (extension.Equals(usual, StringComparison.OrdinalIgnoreCase))
            {
                return format;
            }
        }

        return null;
    }

    /// <summary>Extension of the pictures, with its dot.</summary>
    internal string Extension => Formats.First(f => f.Key == Format).Value;

    /// <inheritdoc/>
    public void Validate()
    {
        Render.Validate();
        if (!Formats.Any(f => f.Key == Format)) throw StylizeException.Option(nameof(Format), Format, "Png, Jpeg, WebP, Tiff or Svg");
        if (Quality is < 1 or > 100) throw StylizeException.Option(nameof(Quality), Quality, "1 to 100");
    }
}
