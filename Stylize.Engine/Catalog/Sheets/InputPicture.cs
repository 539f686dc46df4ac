using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.Engine.Catalog.Sheets;

/// <summary>Draws the inputs of operations.</summary>
internal static class InputPicture
{
    /// <summary>Draws an image at its size, a Gaussian image or the first frame of an animation at a given
    /// size.</summary>
    /// <param name="side">Longer side in pixels of a Gaussian image.</param>
    /// <param name="isTile">True for the image of a microscope, which is drawn in gray with stretched contrast.</param>
    /// <returns>A raster that the caller owns.</returns>
    /// <exception cref="StylizeException">The input cannot be read.</exception>
    public static Raster<Rgba32> Draw(ImageInput input, int side, bool isTile, OperationContext context)
    {
        if (!GaussianFileReader.Extensions.Contains(Path.GetExtension(input.Source.Name)))
        {
            return isTile ? RegionsPicture.Gray(input) : input.DecodeRgba();
        }

        if (GaussianAnimation.IsAnimation(input.Source))
        {
            using var first = GaussianAnimation.Read(input.Source).Frame(0);
            return GaussianRenderer.Render(first, side, context);
        }

        using var file = GaussianFileReader.Read(input.Source);
        return GaussianRenderer.Render(file.Model, side, context);
    }
}
