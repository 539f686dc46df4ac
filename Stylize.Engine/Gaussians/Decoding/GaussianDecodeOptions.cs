using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>How a .g2d file becomes a picture.</summary>
public sealed record GaussianDecodeOptions : IOperationOptions
{
    /// <summary>The defaults: the source's size, all detail, PNG.</summary>
    public static GaussianDecodeOptions Default => new();

    /// <summary>Size and detail. Its limit of pixels is replaced by that of the input.</summary>
    [OptionGroup("")]
    public RenderOptions Render { get; init; } = new();

    /// <summary>Format of the picture.</summary>
    [Option("Format of the picture.", Default = "by the destination's extension, else png",
        Values = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Svg])]
    public ImageFormat Format { get; init; } = ImageFormat.Png;

    /// <summary>Quality of JPEG and WebP.</summary>
    [Option("Quality of JPEG and WebP.", Min = 1, Max = 100)]
    public int Quality { get; init; } = 90;

    /// <summary>Whether what is intact of a file that is cut short or damaged is rendered.</summary>
    [Option("Render what is intact of a file that is cut short or damaged.")]
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

    /// <summary>What a command begins with: the defaults with the format that its destination's file name asks for.</summary>
    /// <param name="destination">A folder or file as typed, or null.</param>
    /// <param name="options">What to begin with else; null for the defaults.</param>
    public static GaussianDecodeOptions Start(string? destination, GaussianDecodeOptions? options = null)
    {
        options ??= new();
        return FormatOf(destination) is { } format ? options with { Format = format } : options;
    }

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
        OptionSet.Of<GaussianDecodeOptions>().Check(this);
    }
}
