namespace Stylize.Engine.Imaging;

/// <summary>How much an image differs from its reference. Both are laid over white first where they are transparent.</summary>
/// <param name="Width">Pixels in a row of both.</param>
/// <param name="Height">Rows of both.</param>
/// <param name="Psnr">Peak signal-to-noise ratio over R, G and B, in decibels; positive infinity where the images are equal.</param>
/// <param name="Ssim">Structural similarity (SSIM), mean of R, G and B, at most 1.</param>
/// <param name="MsSsim">Multi-scale structural similarity (MS-SSIM), mean of R, G and B, [0,1].</param>
/// <param name="MeanDeltaE2000">Mean CIEDE2000 colour difference of the pixels, 0 where the images are equal.</param>
public sealed record ImageComparison(int Width, int Height, double Psnr, double Ssim, double MsSsim, double MeanDeltaE2000)
{
    /// <summary>Compares two images of the same size. The result does not depend on the number of threads.</summary>
    /// <exception cref="StylizeException">SizeMismatch: the images differ in size.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ImageComparison Compare(
        Raster<Rgba32> image, Raster<Rgba32> reference, ThreadGrant maxThreads = default, CancellationToken cancellation = default)
    {
        if (image.Width != reference.Width || image.Height != reference.Height)
        {
            throw DifferentSizes("the image", image.Width, image.Height, "the reference", reference.Width, reference.Height);
        }

        using var sums = new ComparisonSums(image.Width, image.Height);
        for (var first = 0; first < image.Height; first += sums.StripRows)
        {
            sums.Add(image, reference, first, Math.Min(sums.StripRows, image.Height - first), maxThreads, cancellation);
        }

        return sums.Result();
    }

    /// <summary>The error of two images that differ in size, with their names.</summary>
    internal static StylizeException DifferentSizes(
        string image, int width, int height, string reference, int otherWidth, int otherHeight) =>
        new(StylizeError.SizeMismatch, image,
            $"'{image}' is {width} x {height} pixels and '{reference}' {otherWidth} x {otherHeight}; "
            + "images to compare must have the same size.",
            "Resize one of them first.");
}
