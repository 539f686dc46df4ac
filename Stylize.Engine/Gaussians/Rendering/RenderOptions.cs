namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Size and level of detail of a rendering.</summary>
public sealed record RenderOptions : IOperationOptions
{
    /// <summary>Cutoff if Gaussians are left out, so that the others fill the gaps.</summary>
    internal const float WideCutoff = 8;

    [Option("Width of the picture.", Unit = "pixels", Min = 1, Max = GaussianModel.MaxSide,
        Default = "from the source",
        Group = HelpGroup.Common, Synonyms = ["w", "size", "resolution"])]
    [NotWith("Format", ImageFormat.Html)]
    public int? Width { get; init; }

    [Option("Height of the picture.", Unit = "pixels", Min = 1, Max = GaussianModel.MaxSide,
        Default = "from the source",
        Group = HelpGroup.Common, Synonyms = ["size", "resolution"])]
    [NotWith("Format", ImageFormat.Html)]
    public int? Height { get; init; }

    [Option("Size of the picture relative to the source.", Unit = "factor", Above = 0, Max = 1000,
        Group = HelpGroup.Common, Synonyms = ["s"])]
    [NotWith(nameof(Width))]
    [NotWith(nameof(Height))]
    [NotWith("Format", ImageFormat.Html)]
    public double Scale { get; init; } = 1;

    [Option("Level of detail: a softer picture, drawn in less time.", Unit = "share", Above = 0, Max = 1,
        Group = HelpGroup.Common)]
    [NotWith("Format", ImageFormat.Html)]
    public double Level { get; init; } = 1;

    /// <summary>Gaussians per pixel of the source, for <see cref="Level"/>; null for the mean of the model.</summary>
    internal double? GaussiansPerPixel { get; init; }

    /// <summary>
    /// Alpha above which a pixel is finished in "over" compositing, above 0 to 1. Lower values are faster and less
    /// exact; 1 draws everything.
    /// </summary>
    public double TerminationThreshold { get; init; } = GaussianModel.FullAlpha;

    /// <summary>True to fill the gaps of missing Gaussians in an opaque normalized model.</summary>
    public bool FillGaps { get; init; }

    /// <summary>Largest number of pixels of a rendering.</summary>
    public long MaxPixels { get; init; } = 268_435_456;

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.ForRecord<RenderOptions>().Check(this);
        if (TerminationThreshold is not (> 0 and <= 1))
        {
            throw StylizeException.Option(nameof(TerminationThreshold), TerminationThreshold, "above 0 to 1");
        }

        if (MaxPixels < 1) throw StylizeException.Option(nameof(MaxPixels), MaxPixels, "1 or more");
    }

    /// <summary>Returns the size of a rendering. If only one side is given, the other keeps the aspect ratio.</summary>
    /// <param name="maxPixels">Largest number of pixels; null for <see cref="MaxPixels"/>.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the rendering would exceed <see cref="MaxPixels"/> or <see cref="GaussianModel.MaxSide"/>.
    /// </exception>
    public (int Width, int Height) Size(int sourceWidth, int sourceHeight, long? maxPixels = null)
    {
        var limit = maxPixels ?? MaxPixels;
        var scaleX = Width is { } w ? (double)w / sourceWidth : Height is { } h ? (double)h / sourceHeight : Scale;
        var width = Width ?? Math.Max(1, Math.Round(sourceWidth * scaleX));
        var height = Height ?? Math.Max(1, Math.Round(sourceHeight * scaleX));
        if (width > GaussianModel.MaxSide || height > GaussianModel.MaxSide || width * height > limit)
        {
            throw Errors.PictureTooLarge.With(
                Width is null && Height is null ? nameof(Scale) : nameof(Width), width, height, limit,
                GaussianModel.MaxSide);
        }

        return ((int)width, (int)height);
    }
}
