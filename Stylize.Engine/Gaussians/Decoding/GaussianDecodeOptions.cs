using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Options of rendering a .g2d file.</summary>
public sealed record GaussianDecodeOptions : IOperationOptions
{
    /// <summary>The defaults: the source's size, all detail, PNG.</summary>
    public static GaussianDecodeOptions Default => new();

    /// <summary>Size and level of detail. The pixel limit of the input replaces the limit in this record.</summary>
    [OptionGroup("")]
    public RenderOptions Render { get; init; } = new();

    [Option("Part of the picture to render, in source pixels.", ValueName = "x,y,width,height",
        Default = "the whole picture", Group = HelpGroup.Common)]
    public PixelRectangle? Region { get; init; }

    [Option("Format of the output.", Default = "by the destination's extension, otherwise png",
        Group = HelpGroup.Common,
        Values = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Gif,
            ImageFormat.Html])]
    public ImageFormat Format { get; init; } = ImageFormat.Png;

    [Option("Quality of JPEG and WebP.", Min = 1, Max = 100, Group = HelpGroup.Common)]
    [OnlyWith(nameof(Format), ImageFormat.Jpeg, ImageFormat.WebP)]
    public int Quality { get; init; } = 90;

    [Option("Render the intact part of a truncated or damaged file.", Group = HelpGroup.Method)]
    public bool AllowPrefix { get; init; }

    [Option("Frame of an animation to render; 0 is the first.", ValueName = "n", Min = 0, Words = [FrameOptions.First],
        Default = "all frames", Group = HelpGroup.Method)]
    public int? Frame { get; init; }

    [Option("Write each frame of an animation as a numbered PNG file.", Group = HelpGroup.Method)]
    [OnlyWith(nameof(Format), ImageFormat.Png)]
    [NotWith(nameof(Frame))]
    public bool SeparateFrames { get; init; }

    [Option("Photograph to compare with in an HTML page.", IsImage = true, Group = HelpGroup.Method)]
    [OnlyWith(nameof(Format), ImageFormat.Html)]
    public ImageSource? Compare { get; init; }

    /// <summary>Formats and their file name extensions.</summary>
    public static IReadOnlyList<KeyValuePair<ImageFormat, string>> Formats { get; } =
    [
        new(ImageFormat.Png, ".png"),
        new(ImageFormat.Jpeg, ".jpg"),
        new(ImageFormat.WebP, ".webp"),
        new(ImageFormat.Tiff, ".tif"),
        new(ImageFormat.Gif, ".gif"),
        new(ImageFormat.Html, ".html"),
    ];

    internal string Extension => Formats.First(f => f.Key == Format).Value;

    /// <inheritdoc/>
    public void Validate()
    {
        Render.Validate();
        OptionSet.ForRecord<GaussianDecodeOptions>().Check(this);
        if (Region is { IsValid: false } region)
        {
            throw StylizeException.Option(
                nameof(Region),
                region,
                $"x,y,width,height with sides of 1 to {GaussianModel.MaxSide} and |x|, |y| of at most "
                + $"{GaussianModel.MaxSide} pixels");
        }
    }
}
