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

    [Option("Part of the picture to show, as x,y,width,height in pixels of the source.", Default = "all of it")]
    public PixelRectangle? Region { get; init; }

    [Option("Format of the picture.", Default = "by the destination's extension, else png",
        Values = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Html])]
    public ImageFormat Format { get; init; } = ImageFormat.Png;

    [Option("Quality of JPEG and WebP.", Min = 1, Max = 100,
        OnlyWith = nameof(Format), OnlyWithValues = [ImageFormat.Jpeg, ImageFormat.WebP])]
    public int Quality { get; init; } = 90;

    [Option("Render what is intact of a file that is cut short or damaged.")]
    public bool AllowPrefix { get; init; }

    [Option("A photograph that a page (format html) compares the Gaussians with, by a slider.", IsImage = true)]
    public ImageSource? Compare { get; init; }

    /// <summary>The formats with their extensions.</summary>
    public static IReadOnlyList<KeyValuePair<ImageFormat, string>> Formats { get; } =
    [
        new(ImageFormat.Png, ".png"),
        new(ImageFormat.Jpeg, ".jpg"),
        new(ImageFormat.WebP, ".webp"),
        new(ImageFormat.Tiff, ".tif"),
        new(ImageFormat.Html, ".html"),
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
            if (extension.Equals(usual, StringComparison.OrdinalIgnoreCase)) return format;
        }

        return null;
    }

    internal string Extension => Formats.First(f => f.Key == Format).Value;

    /// <inheritdoc/>
    public void Validate()
    {
        Render.Validate();
        OptionSet.Of<GaussianDecodeOptions>().Check(this);
        if (Region is { IsValid: false } region)
        {
            throw StylizeException.Option(
                nameof(Region),
                region,
                $"x,y,width,height with sides of 1 to {GaussianModel.MaxSide} pixels, and the corner that far from 0,0 at most");
        }

        Refuse(Format != ImageFormat.Html && Compare is not null, nameof(Compare), "Only a page can compare", "Give {Format} Html too");
        Refuse(
            Format == ImageFormat.Html && Render.Level < 1, nameof(Render.Level), "A page shows every level of detail", "Choose a picture");
        Refuse(
            Format == ImageFormat.Html && (Render.Width is not null || Render.Height is not null || Render.Scale != 1),
            Render.Width is not null ? nameof(Render.Width) : Render.Height is not null ? nameof(Render.Height) : nameof(Render.Scale),
            "A page is as large as its window",
            "Choose a picture");
    }

    private static void Refuse(bool isWrong, string name, string why, string otherwise)
    {
        if (isWrong) throw new StylizeException(StylizeError.OptionInvalid, name, $"{why}.", $"{otherwise}, or leave out {{{name}}}.");
    }
}
