using Stylize.Codecs;
using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Benchmarks;

/// <summary>Models to measure.</summary>
internal static class GaussianInputs
{
    /// <summary>Creates the model with which the fit of a drawn picture of waves and edges starts.</summary>
    public static GaussianModel Synthetic(int width, int height, int count)
    {
        Raster<float>[] planes = [new(width, height), new(width, height), new(width, height)];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var wave = 0.5f + (0.25f * MathF.Sin(x * y / 4000f)) + (0.2f * MathF.Cos((x * 0.07f) - (y * 0.03f)));
                planes[0][x, y] = (x / 96 + y / 64) % 2 == 0 ? wave : 1 - wave;
                planes[1][x, y] = wave * wave;
                planes[2][x, y] = (float)x / width;
            }
        }

        using var image = new SampleImage<float>(planes, false, 8);
        return Start(image, count);
    }

    /// <summary>Creates the model with which the fit of an image starts.</summary>
    public static GaussianModel Start(SampleImage<float> image, int count)
    {
        var source = new FitSource(image, OperationContext.Quiet);
        using var target = source.Target();
        using var seed = source.Seed(target);
        using var parameters = new FitParameters(count, target.Channels);
        seed.Place(parameters, count, default);
        return FitModel.Create(new FittedGaussians(parameters, source.Background, 0), target.Width, target.Height);
    }

    /// <summary>Fits a model to a photograph.</summary>
    public static GaussianModel Fitted(string path, int count, int iterations)
    {
        var options =
            new GaussianImageOptions { Count = count, Iterations = iterations, Profile = GaussianProfile.Lossless };
        var context = new OperationContext { MaxThreads = Environment.ProcessorCount };
        using var artifact = new GaussianImageOperation(options).Run(
            new ImageInput(ImageSource.File(path), ImageCodecs.Default), context);
        using var stream = new MemoryStream();
        artifact.Write(stream);
        return GaussianFileReader.Read(stream.ToArray(), path).Model;
    }
}
