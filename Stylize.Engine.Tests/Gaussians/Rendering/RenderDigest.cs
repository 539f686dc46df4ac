using System.Security.Cryptography;

namespace Stylize.Engine.Tests.Gaussians.Rendering;

/// <summary>Hashes renderings, files and evaluations in a separate process whose vector hardware is disabled.</summary>
internal static class RenderDigest
{
    public const string Name = "render-digest";

    /// <summary>Writes lanes and hashes to standard output.</summary>
    public static int Run()
    {
        Console.WriteLine(GaussianRenderer.WidestLanes);
        Console.WriteLine(Compute());
        return 0;
    }

    /// <summary>Returns one hash over everything that must not depend on the hardware.</summary>
    public static string Compute()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var compositing in Enum.GetValues<GaussianCompositing>())
        {
            using var model = RandomModel.Create(
                61, 400, 150, 70, compositing, hasAlpha: compositing != GaussianCompositing.Additive,
                GaussianBlendSpace.Srgb);
            foreach (var scale in new[] { 0.4, 1, 1.3 })
            {
                using var image = GaussianRenderer.RenderSamples(
                    model, new RenderOptions { Scale = scale, Level = scale > 1 ? 0.5 : 1 });
                foreach (var plane in image.Planes)
                {
                    hash.AppendData(MemoryMarshal.AsBytes(plane.Values().AsSpan()));
                }
            }

            foreach (var profile in Enum.GetValues<GaussianProfile>())
            {
                hash.AppendData(GaussianFileWriter.ToBytes(model, profile));
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
