using Stylize.Engine.Tests.Workers;

namespace Stylize.Engine.Tests.Gaussians.Fitting;

/// <summary>Drawn clips whose opacity changes slowly, on a transparent ground.</summary>
public sealed class TransparentAnimationTests
{
    private const int Width = 96;
    private const int Height = 64;
    private const int Frames = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_picture_that_fades_out_leaves_nothing_behind(bool isWhite) =>
        AssertAlphaFollows((frame, x, y) => Disk(x, y, 48, 32, 24, 1 - (frame / (Frames - 1.0)), isWhite));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sprite_that_fades_in_while_it_moves_leaves_nothing_behind(bool isWhite) =>
        AssertAlphaFollows((frame, x, y) => Disk(x, y, 20 + (7 * frame), 32, 13, (frame + 1.0) / Frames, isWhite));

    /// <summary>The codec is called for the header and for the frames, and again only if too many frames would be
    /// held.</summary>
    [Theory]
    [InlineData(FitFrames.MaxHeldBytes, 5, 2)]
    [InlineData(FitFrames.MaxHeldBytes, Frames, 2)]
    [InlineData(Width * Height * 4 * 3, 1, 2)]
    [InlineData(Width * Height * 4 * 3, 5, 3)]
    [InlineData(Width * Height * 4 * 3, Frames, 3)]
    public void Frames_are_decoded_once(long held, int opaque, int calls)
    {
        var called = 0;
        var input = Clip(
            (frame, x, y) => new Rgba32((byte)frame, (byte)x, (byte)y, (byte)(frame < opaque ? 255 : 90)),
            WatchedCodec.Create(_ => called++));
        using var frames = new FitFrames(input, held);
        var number = 0;
        for (; frames.Next() is var (photograph, _); number++)
        {
            using var owned = photograph;
            Assert.Equal((opaque < Frames, (byte)number), (photograph.HasAlpha, photograph.Pixels[3, 5].R));
        }

        Assert.Equal((Frames, calls), (number, called));
    }

    private static void AssertAlphaFollows(Func<int, int, int, Rgba32> pixel)
    {
        var operation = new GaussianImageOperation(new GaussianImageOptions { Count = 200, Iterations = 500 });
        using var result = operation.Run(Clip(pixel, ImageCodecs.Default), OperationContext.Quiet);
        var animation = GaussianAnimation.Read(ImageSource.Memory(result.Bytes(), "clip.g2d"));
        List<string> frames = [];
        var (worst, left) = (0.0, 0.0);
        var number = 0;
        foreach (var model in animation.Frames())
        {
            using var owned = model;
            using var picture = GaussianRenderer.Render(model);
            var (error, outside, count) = (0L, 0L, 0);
            foreach (var (x, y) in Coordinates(Width, Height))
            {
                var wanted = pixel(number, x, y).A;
                error += Math.Abs(wanted - picture[x, y].A);
                if (wanted == 0)
                {
                    outside += picture[x, y].A;
                    count++;
                }
            }

            var (mean, empty) = (error / (255.0 * Width * Height), outside / (255.0 * Math.Max(1, count)));
            (worst, left) = (Math.Max(worst, mean), Math.Max(left, empty));
            frames.Add(FormattableString.Invariant($"{number}: {mean:p2} of alpha, {empty:p2} in the empty part"));
            number++;
        }

        Assert.Equal(Frames, number);
        Assert.True(
            worst <= .006 && left <= .002, string.Join("; ", frames.Append(string.Join(",", animation.KeyFrames))));
    }

    private static ImageInput Clip(Func<int, int, int, Rgba32> pixel, IImageCodec codec) => new(
        ImageSource.Memory(DrawnClip.Encode(Width, Height, Frames, pixel, new(ImageFormat.Png)), "clip.png"), codec);

    private static Rgba32 Disk(int x, int y, int centerX, int centerY, int radius, double opacity, bool isWhite)
    {
        var alpha = (byte)Math.Round(255 * opacity);
        return alpha == 0
            || ((x - centerX) * (x - centerX)) + ((y - centerY) * (y - centerY)) >= radius * radius ? default
            : isWhite ? new Rgba32(255, 255, 255, alpha)
            : new Rgba32((byte)(150 + (x % 32)), (byte)(60 + (2 * (y % 32))), 40, alpha);
    }
}
