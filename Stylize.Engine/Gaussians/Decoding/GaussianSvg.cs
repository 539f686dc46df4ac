using System.Globalization;
using System.Text;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>
/// Writes models as SVG: for each Gaussian a circle, mapped to its ellipse and filled with a radial gradient of its opacity. SVG composites
/// with "over" only, so only models of that kind look as they should (up to the gradient's stops); additive ones are composited as if they
/// were such. For normalised models larger Gaussians are drawn first, and alpha is w / (w + D), D being the weight drawn before at the
/// centre: compositing running means in that way gives the mean.
/// </summary>
public static class GaussianSvg
{
    private static readonly float[] Stops = [0, 0.12f, 0.24f, 0.36f, 0.48f, 0.6f, 0.72f, 0.84f, 1];

    /// <summary>Weights drawn before are rounded to powers of 2^(1/2), so that Gaussians can share gradients.</summary>
    private const int StepsPerOctave = 2;

    /// <summary>Writes a model.</summary>
    /// <param name="model">The model; not kept.</param>
    /// <param name="target">Receives UTF-8 text; left open.</param>
    /// <param name="level">Share of the Gaussians to draw, those of the largest weight, above 0 to 1.</param>
    /// <param name="width">Width attribute of the drawing, pixels.</param>
    /// <param name="height">Height attribute of the drawing, pixels.</param>
    /// <param name="provenance">How the drawing is made; null to leave it out.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public static void Write(
        GaussianModel model,
        Stream target,
        double level,
        int width,
        int height,
        ProvenanceRecord? provenance = null,
        CancellationToken cancellation = default)
    {
        using var writer = new StreamWriter(target, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        var order = DrawingOrder(model, DetailLevel.Select(model.Store, level));
        var before = model.Compositing == GaussianCompositing.Normalised
            ? WeightsBefore(model, order, cancellation)
            : new float[order.Length];
        writer.Write(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" "));
        writer.WriteLine(Invariant($"viewBox=\"0 0 {model.Width} {model.Height}\" preserveAspectRatio=\"none\">"));
        if (model.Metadata.TryGetValue(GaussianMetadata.Title, out var title))
        {
            writer.WriteLine($"<title>{System.Security.SecurityElement.Escape(title)}</title>");
        }

        if (provenance is not null)
        {
            writer.WriteLine(ProvenanceMarkup.Svg(provenance));
        }

        var fills = order.Select((g, i) => Fill(model, g, before[i])).ToArray();
        var names = WriteGradients(writer, model, fills, cancellation);
        WriteBackground(writer, model);
        for (var i = 0; i < order.Length; i++)
        {
            if ((i & 1023) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var (s, g) = (model.Store, order[i]);
            var (x, y) = (s.X[g] * model.Width, s.Y[g] * model.Height);
            writer.Write(Invariant($"<use href=\"#c\" fill=\"url(#{names[fills[i]]})\" "));
            writer.WriteLine(Invariant($"transform=\"matrix({s.L11[g]:0.###} {s.L21[g]:0.###} 0 {s.L22[g]:0.###} {x:0.##} {y:0.##})\"/>"));
        }

        writer.WriteLine("</svg>");
    }

    /// <summary>The order in which SVG draws: back to front under "over", else from large to small.</summary>
    private static int[] DrawingOrder(GaussianModel model, int[] chosen)
    {
        if (model.Compositing == GaussianCompositing.Over)
        {
            Array.Reverse(chosen);
            return chosen;
        }

        var areas = Array.ConvertAll(chosen, g => -model.Store.L11[g] * model.Store.L22[g]);
        Array.Sort(areas, chosen);
        return chosen;
    }

    /// <summary>For each Gaussian, the sum of the weights at its centre of those drawn before it, with that of the background.</summary>
    private static float[] WeightsBefore(GaussianModel model, int[] order, CancellationToken cancellation)
    {
        using var sums = new Raster<float>(model.Width, model.Height, clear: true);
        var before = new float[order.Length];
        var s = model.Store;
        var floor = MathF.Exp(-model.Cutoff * model.Cutoff / 2);
        for (var i = 0; i < order.Length; i++)
        {
            if ((i & 255) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var g = order[i];
            var (cx, cy) = ((s.X[g] * model.Width) - 0.5f, (s.Y[g] * model.Height) - 0.5f);
            before[i] = model.Epsilon + sums[Pixel(cx, model.Width), Pixel(cy, model.Height)];
            var (i11, i22) = (1 / s.L11[g], 1 / s.L22[g]);
            var reachX = model.Cutoff * s.L11[g];
            var reachY = model.Cutoff * MathF.Sqrt((s.L21[g] * s.L21[g]) + (s.L22[g] * s.L22[g]));
            for (var y = Math.Max(0, (int)(cy - reachY)); y <= Math.Min(model.Height - 1, cy + reachY); y++)
            {
                var row = sums.Row(y);
                for (var x = Math.Max(0, (int)(cx - reachX)); x <= Math.Min(model.Width - 1, cx + reachX); x++)
                {
                    var u = (x - cx) * i11;
                    var v = (y - cy - (s.L21[g] * u)) * i22;
                    row[x] += s.Opacity[g] * MathF.Max(0, MathF.Exp(-((u * u) + (v * v)) / 2) - floor);
                }
            }
        }

        return before;
    }

    private static int Pixel(float position, int side) => Math.Clamp((int)MathF.Round(position), 0, side - 1);

    private static GaussianFill Fill(GaussianModel model, int g, float before)
    {
        var s = model.Store;
        var isLinear = model.BlendSpace == GaussianBlendSpace.Linear;
        var color = new Rgba32(Byte(s.R[g]), Byte(s.G[g]), Byte(s.B[g]), Byte(s.Opacity[g] * (model.HasAlpha ? s.A[g] : 1), false));
        var step = before > 0 ? (int)MathF.Round(MathF.Log2(before) * StepsPerOctave) : int.MinValue;
        return new(color, step);

        byte Byte(float value, bool isColor = true) =>
            (byte)((Math.Clamp(isLinear && isColor ? Srgb.FromLinear(value) : value, 0, 1) * 255) + 0.5f);
    }

    private static Dictionary<GaussianFill, string> WriteGradients(
        TextWriter writer,
        GaussianModel model,
        GaussianFill[] fills,
        CancellationToken cancellation)
    {
        var names = new Dictionary<GaussianFill, string>();
        writer.WriteLine(Invariant($"<defs><circle id=\"c\" r=\"{model.Cutoff}\"/>"));
        foreach (var fill in fills)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!names.TryAdd(fill, Invariant($"g{names.Count:x}")))
            {
                continue;
            }

            writer.Write(Invariant($"<radialGradient id=\"{names[fill]}\">"));
            foreach (var stop in Stops)
            {
                writer.Write(Invariant($"<stop offset=\"{stop:0.##}\" stop-color=\"{fill.Color.ToHex()}\" "));
                writer.Write(Invariant($"stop-opacity=\"{Alpha(model, fill, stop):0.####}\"/>"));
            }

            writer.WriteLine("</radialGradient>");
        }

        writer.WriteLine("</defs>");
        return names;
    }

    private static float Alpha(GaussianModel model, GaussianFill fill, float stop)
    {
        var radius = stop * model.Cutoff;
        var window = MathF.Max(0, MathF.Exp(-radius * radius / 2) - MathF.Exp(-model.Cutoff * model.Cutoff / 2));
        var weight = window * fill.Color.A / 255;
        return fill.BeforeStep == int.MinValue ? weight : weight / (weight + float.Exp2((float)fill.BeforeStep / StepsPerOctave));
    }

    private static void WriteBackground(TextWriter writer, GaussianModel model)
    {
        var back = model.Background;
        var alpha = model.HasAlpha ? back.A : 1;
        var isLinear = model.BlendSpace == GaussianBlendSpace.Linear;
        var color = new Rgba32(Byte(back.R), Byte(back.G), Byte(back.B));
        if (alpha > 0)
        {
            writer.WriteLine(Invariant($"<rect width=\"100%\" height=\"100%\" fill=\"{color.ToHex()}\" fill-opacity=\"{alpha:0.###}\"/>"));
        }

        byte Byte(float value) => (byte)((Math.Clamp(isLinear ? Srgb.FromLinear(value) : value, 0, 1) * 255) + 0.5f);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Gaussians of one fill share a gradient.</summary>
    /// <param name="Color">sRGB; its alpha is opacity times alpha.</param>
    /// <param name="BeforeStep">Logarithm of the weight drawn before, in steps; int.MinValue where it does not count.</param>
    private readonly record struct GaussianFill(Rgba32 Color, int BeforeStep);
}
