using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;

namespace Stylize.Engine.Tests.Gaussians.Fitting;

public sealed class ExtremeModelTests
{
    /// <summary>The values at the limits of the format, and usual ones, of each plane of a store.</summary>
    private static readonly float[][] Values =
    [
        [-1e6f, 0, .3f, 1, 1e6f], [-1e6f, 0, .6f, 1, 1e6f], [1e-6f, .05f, 2, 1e3f, 1e8f],
        [-1e8f, -1, 0, 1e-6f, 1e8f], [1e-6f, .05f, 2, 1e3f, 1e8f], [-1000, 0, .5f, 1000], [-1000, 0, .5f, 1000],
        [-1000, 0, .5f, 1000], [0, .5f, 1], [0, 1e-30f, .5f, 1], [0, 1, 1e30f],
    ];

    /// <summary>The bounds of unsafe code hold for all shapes that a file can have.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(60, Traits = ["Tier", "All"])]
    public void A_fit_starts_with_any_model_that_a_file_can_hold(int seeds)
    {
        using var image = new Raster<Rgba32>(37, 29);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                image[x, y] = new((byte)(6 * x), (byte)(8 * y), (byte)(x * y));
            }
        }

        using var png = new MemoryStream();
        ImageCodecs.Default.Encode(image, png, new EncodeOptions(ImageFormat.Png));
        var input = new ImageInput(ImageSource.Memory(png.ToArray(), "ramp"), ImageCodecs.Default);
        for (var seed = 0; seed < seeds; seed++)
        {
            var random = new Random(seed);
            using var model = RandomModel.Create(seed, 40, seed % 2 == 0 ? 1 : 37, seed % 3 == 0 ? 1 : 29);
            for (var plane = 0; plane < Values.Length; plane++)
            {
                foreach (ref var value in model.Store.Plane(plane))
                {
                    if (random.Next(3) == 0) value = Values[plane][random.Next(Values[plane].Length)];
                }
            }

            var file = GaussianFileWriter.ToBytes(model, GaussianProfile.Lossless);
            var operation = new GaussianImageOperation(
                new() { InitialModel = ImageSource.Memory(file, "extreme.g2d"), Count = 60, Iterations = 10 });
            using var fitted = operation.Run(input, new OperationContext());
            using var written = new MemoryStream();
            fitted.Write(written);
            using var read = GaussianFileReader.Read(written.ToArray(), "fitted");
            Assert.True(read.Model.Count > 0);
        }
    }
}
