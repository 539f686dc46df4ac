namespace Stylize.Engine.DotArt;

/// <summary>A kind of drawing: what it needs of the image, what it costs, and how it places its marks. It has no state
/// of a run. The traits of its <see cref="DotDistribution"/> say which options it has.</summary>
internal abstract class DrawingKind
{
    // Nanoseconds on one thread of the reference machine (AVX-512, 2026), scaled by a measurement in each run: per
    // pixel, and for marks on a copy of a fixed size.
    private const double PixelTime = 5, MarksTime = 60e6;

    /// <summary>The preset whose values apply to options that select the kind without a preset; null for the defaults,
    /// whose dots do not overlap if the kind is named.</summary>
    public virtual string? Preset => null;

    /// <summary>True if lines are drawn instead of dots.</summary>
    public virtual bool HasStrokes => false;

    /// <summary>True if the lines are outlines of areas, which are filled unless pens draw them.</summary>
    public virtual bool FillsAreas => false;

    /// <summary>True if dots are translucent discs with wet edges, painted over each other in their order.</summary>
    public virtual bool HasWetEdges => false;

    /// <summary>True if dots draw tone by their number and size.</summary>
    public virtual bool IsStippled => false;

    /// <summary>True if dots have the color of the ink whose share of the paper gives the tone, and large dots
    /// suffice.</summary>
    public virtual bool DrawsTone => false;

    /// <summary>True if the lengths of dots are in pixels of the image, so that a preview scales them.</summary>
    public virtual bool HasPixelLengths => false;

    /// <summary>True if an even rim of the image, such as that of a scan, would get marks, and is made
    /// transparent.</summary>
    public virtual bool MarksRim => true;

    /// <summary>True if the dots do not show through each other, so that colors can be merged and their order is
    /// free.</summary>
    public bool HasSolidDots => !HasStrokes && !HasWetEdges;

    /// <summary>Returns why a drawing is empty, as the end of a sentence, with options in braces.</summary>
    public virtual string WhyEmpty(DotArtPlan plan) => "the image is as light as the paper";

    /// <summary>Returns true if the kind draws these options.</summary>
    public abstract bool Draws(DotArtOptions options);

    /// <summary>Returns the tone controls of the photograph.</summary>
    public virtual ToneOptions Tone(DotArtOptions options) => options.Tone;

    /// <summary>Returns an upper bound of the number of dots, if the options give none, for the memory.</summary>
    public virtual long EstimateDots(DotArtPlan plan) => plan.PixelCount / 80;

    /// <summary>Returns the bytes that the search for marks needs.</summary>
    /// <param name="dots">Number of dots.</param>
    public abstract long EstimateMemory(DotArtPlan plan, long dots);

    /// <summary>Returns the time on one thread of the reference machine, in nanoseconds.</summary>
    public virtual double EstimateTime(DotArtPlan plan) => (plan.PixelCount * PixelTime) + MarksTime;

    /// <summary>Returns plans that take less time, in the order in which quality is lowered.</summary>
    public virtual IEnumerable<DotArtPlan> Faster(DotArtPlan plan) => [];

    /// <summary>Places the dots or lines, in pixels of the image. The caller owns them.</summary>
    /// <param name="image">The image, which may be overwritten.</param>
    /// <param name="input">The source of the image, which reads a mask of the background.</param>
    public abstract DotSet Place(Raster<Rgba32> image, DotArtPlan plan, ImageInput input, OperationContext context);

    /// <summary>Returns the image with a different number of pixels: means of its pixels, or an enlargement.</summary>
    protected static Raster<Rgba32> Copy(
        Raster<Rgba32> image, double pixels, OperationContext context,
        ResampleFilter enlarging = ResampleFilter.Lanczos3)
    {
        var (width, height) = Resampler.ScaledSize(image.Width, image.Height, Math.Sqrt(pixels / image.PixelCount));
        var filter = pixels > image.PixelCount ? enlarging : ResampleFilter.Box;
        return Resampler.Resize(image, width, height, filter, context.MaxThreads, context.Cancellation);
    }

    /// <summary>Scales dots of a copy to the image.</summary>
    protected static DotSet Scaled(DotSet dots, Raster<Rgba32> copy, DotArtPlan plan)
    {
        dots.Scale((float)plan.Width / copy.Width, (float)plan.Height / copy.Height, plan.Options.Precision);
        return dots;
    }
}
