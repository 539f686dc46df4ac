using Stylize.Engine.Gaussians.Files;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Renders the frames of an animation of Gaussian images, one after another.</summary>
/// <param name="render">Renders a frame, which the caller owns.</param>
internal sealed class AnimationPictures(
    GaussianAnimation animation, Func<GaussianModel, Raster<Rgba32>> render, OperationContext context)
{
    public int Count => animation.Durations.Count;

    public void Encode(IImageCodec codec, Stream target, EncodeOptions encoding) =>
        codec.EncodeFrames(Frames(), target, encoding with { LoopCount = animation.LoopCount });

    /// <summary>Renders the frames on demand. A picture is valid until the next one is requested.</summary>
    public IEnumerable<AnimationFrame> Frames()
    {
        var done = 0;
        foreach (var model in animation.Frames())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke(new((double)done / Count, "frames"));
            Raster<Rgba32> picture;
            using (model)
            {
                picture = render(model);
            }

            using (picture)
            {
                yield return new AnimationFrame(picture, animation.Durations[done++]);
            }
        }
    }
}
