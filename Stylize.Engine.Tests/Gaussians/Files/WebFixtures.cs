using System.Runtime.InteropServices;
using Stylize.Benchmarks;
using Stylize.Engine.Tests.Gaussians.Files.Animations;
using Stylize.Engine.Tests.Gaussians.Files.Residuals;

namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>Writes files for the tests of the npm package in web, with the results of the C# reader and
/// renderer.</summary>
internal static class WebFixtures
{
    private const int Width = 60;
    private const int Height = 44;

    /// <summary>Writes pictures, each with its drawing by the renderer.</summary>
    public static void WritePictures(string folder)
    {
        foreach (var compositing in Enum.GetValues<GaussianCompositing>())
        {
            foreach (var blendSpace in Enum.GetValues<GaussianBlendSpace>())
            {
                foreach (var hasAlpha in new[] { false, true })
                {
                    using var model = RandomModel.Create(31, 90, Width, Height, compositing, hasAlpha, blendSpace);
                    foreach (var profile in Enum.GetValues<GaussianProfile>())
                    {
                        var name =
                            $"{profile}-{compositing}-{blendSpace}-{(hasAlpha ? "alpha" : "opaque")}".ToLowerInvariant();
                        WritePicture(folder, name, GaussianFileWriter.ToBytes(model, profile));
                    }
                }
            }
        }

        using var large = RandomModel.Create(5, 40_000, 700, 500);
        WritePicture(folder, "tiles", GaussianFileWriter.ToBytes(large));

        WritePicture(folder, "residual", Residual());

        WriteAnimation(folder, "animation", DrawnAnimation.Create(2, 6, 90).File);
        var odd = DrawnAnimation.Create(5, 8, 90, GaussianCompositing.Over, true, Width + 1, Height - 1, 41);
        WriteAnimation(folder, "animation-odd", odd.File);
        using var crowd = Crowd();
        File.WriteAllBytes(Path.Combine(folder, "crowd.bin"), GaussianFileWriter.ToBytes(crowd));
    }

    /// <summary>Writes pictures, and damaged files and beginnings of files with the verdicts of the reader.</summary>
    /// <param name="mutants">Number of damaged files.</param>
    public static void Write(string folder, int mutants)
    {
        WritePictures(folder);
        using var layers = Layers();
        byte[][] samples =
        [
            .. Enum.GetValues<GaussianProfile>().Select(profile => GaussianFileWriter.ToBytes(layers, profile)),
            Alpha(), Residual(),
        ];
        var random = new Random(7);
        WriteVerdicts(
            Path.Combine(folder, "mutants.bin"), GaussianReadOptions.Default, Enumerable.Range(0, mutants).Select(i =>
            {
                var bytes = Mutation.Of(samples, random);
                if (i % 2 == 0)
                {
                    Mutation.RepairChecksums(bytes);
                }

                return bytes;
            }));
        WriteDamagedAnimations(Path.Combine(folder, "animation-mutants.bin"), mutants / 5);
        WriteVerdicts(
            Path.Combine(folder, "beginnings.bin"),
            GaussianReadOptions.Default with { AllowPrefix = true },
            samples.SelectMany(bytes => Enumerable.Range(0, bytes.Length + 1).Select(length => bytes[..length])));
    }

    private static GaussianModel Layers()
    {
        using var random = RandomModel.Create(8, 30, Width, Height);
        return new GaussianModel(random.Store.Clone(), Width, Height)
        {
            LayerSizes = [4, 9, 17],
            Metadata = new Dictionary<string, string> { ["title"] = "Äpfel" },
        };
    }

    /// <summary>Returns a model whose Gaussians all cover the picture: valid, but too slow to draw.</summary>
    private static GaussianModel Crowd()
    {
        var model = RandomModel.Create(3, 1100, Width, Height);
        model.Store.L11.Fill(100);
        model.Store.L22.Fill(100);
        return model;
    }

    private static byte[] Residual()
    {
        using var model = ResidualTests.Model(Width, Height);
        return GaussianFileWriter.ToBytes(model);
    }

    private static byte[] Alpha()
    {
        using var model = RandomModel.Create(9, 20, Width, Height, GaussianCompositing.Over, true);
        return GaussianFileWriter.ToBytes(model);
    }

    private static void WriteAnimation(string folder, string name, byte[] file)
    {
        File.WriteAllBytes(Path.Combine(folder, $"{name}.bin"), file);
        var number = 0;
        foreach (var model in GaussianAnimation.Read(ImageSource.Memory(file, name)).Frames())
        {
            using (model)
            {
                Render(model, Path.Combine(folder, $"{name}-{number++}.rgba"), 1);
            }
        }
    }

    /// <summary>Writes damaged animations, each after its length and the number of Gaussians of all frames; -1 if it is
    /// refused.</summary>
    private static void WriteDamagedAnimations(string path, int mutants)
    {
        byte[][] samples = [DrawnAnimation.Create(7, 6, 40).File,
            DrawnAnimation.Create(8, 6, 30, GaussianCompositing.Over, true).File];
        var random = new Random(11);
        using var target = new BinaryWriter(File.Create(path));
        for (var i = 0; i < mutants; i++)
        {
            var bytes = Mutation.Of(samples, random);
            Mutation.RepairChecksums(bytes);
            target.Write(bytes.Length);
            target.Write(CountOfAnimation(bytes));
            target.Write(bytes);
        }
    }

    private static int CountOfAnimation(byte[] bytes)
    {
        try
        {
            var count = 0;
            foreach (var model in GaussianAnimation.Read(ImageSource.Memory(bytes, "test")).Frames())
            {
                count += model.Count;
                model.Dispose();
            }

            return count;
        }
        catch (StylizeException)
        {
            return -1;
        }
    }

    private static void WritePicture(string folder, string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(folder, $"{name}.g2d"), bytes);
        using var file = GaussianFileReader.Read(bytes, name);
        Render(file.Model, Path.Combine(folder, $"{name}.rgba"), 1);
        if (name is "compact-normalized-srgb-opaque" or "residual")
        {
            Render(file.Model, Path.Combine(folder, $"{name}.large"), 4);
            Render(file.Model, Path.Combine(folder, $"{name}.small"), .5);
        }
    }

    private static void Render(GaussianModel model, string path, double scale)
    {
        using var picture = GaussianRenderer.Render(model, new RenderOptions { Scale = scale });
        File.WriteAllBytes(path, picture.Bytes());
    }

    /// <summary>Writes files, each after its length and the number of Gaussians read from it; -1 if it is
    /// refused.</summary>
    private static void WriteVerdicts(string path, GaussianReadOptions options, IEnumerable<byte[]> files)
    {
        using var target = new BinaryWriter(File.Create(path));
        foreach (var bytes in files)
        {
            target.Write(bytes.Length);
            target.Write(Count(bytes, options));
            target.Write(bytes);
        }
    }

    private static int Count(byte[] bytes, GaussianReadOptions options)
    {
        try
        {
            using var file = GaussianFileReader.Read(bytes, "test", options);
            return file.Model.Count;
        }
        catch (StylizeException)
        {
            return -1;
        }
    }
}
