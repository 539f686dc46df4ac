using Stylize.Engine.IO;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Writes a model as one HTML file that draws it with WebGL 2 at any zoom, or shows a picture if WebGL 2 is missing.</summary>
/// <remarks>24 bytes per Gaussian: x and y in source pixels as floats, then L11, L21, L22, opacity and RGBA as half floats.</remarks>
internal static class GaussianPage
{
    private const int BytesPerGaussian = 24;

    /// <param name="target">Receives UTF-8 text; left open.</param>
    public static void Write(GaussianModel model, Stream target, GaussianPageOptions options, CancellationToken cancellation = default)
    {
        using var writer = new StreamWriter(target, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        foreach (var part in Template().Split("@@"))
        {
            cancellation.ThrowIfCancellationRequested();
            switch (part)
            {
                case "TITLE": writer.Write(Markup.Text(options.Title)); break;
                case "PROVENANCE": writer.Write(options.Provenance is { } record ? ProvenanceMarkup.Html(record) : ""); break;
                case "FALLBACK": writer.Write(options.Fallback.ToDataUri()); break;
                case "COMPARE": writer.Write(options.Photograph?.ToDataUri()); break;
                case "INFO": writer.Write(Describe(model)); break;
                case "MODEL": WriteGaussians(model, writer, cancellation); break;
                default: writer.Write(part); break;
            }
        }
    }

    private static string Template()
    {
        using var stream = typeof(GaussianPage).Assembly.GetManifestResourceStream("GaussianPage.html")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Describe(GaussianModel model)
    {
        var back = model.Background;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            { "width": {{model.Width}}, "height": {{model.Height}}, "count": {{model.Count}}, "compositing": "{{model.Compositing}}",
              "linear": {{Text(model.BlendSpace == GaussianBlendSpace.Linear)}}, "alpha": {{Text(model.HasAlpha)}},
              "cutoff": {{model.Cutoff}}, "epsilon": {{model.Epsilon}},
              "background": [{{back.R}}, {{back.G}}, {{back.B}}, {{(model.HasAlpha ? back.A : 1)}}] }
            """);
    }

    private static string Text(bool value) => value ? "true" : "false";

    /// <summary>Writes the most important Gaussians first; with "over" compositing, back to front.</summary>
    private static void WriteGaussians(GaussianModel model, TextWriter writer, CancellationToken cancellation)
    {
        var order = Enumerable.Range(0, model.Count).ToArray();
        if (model.Compositing == GaussianCompositing.Over)
        {
            Array.Reverse(order);
        }
        else
        {
            Array.Sort(Array.ConvertAll(order, i => -model.Store.Weight[i]), order);
        }

        // A multiple of three, so that batches concatenate in base 64 without padding.
        const int Batch = 3 * 1024;
        var bytes = new byte[Batch * BytesPerGaussian];
        for (var first = 0; first < order.Length; first += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(Batch, order.Length - first);
            for (var k = 0; k < count; k++)
            {
                Put(model, order[first + k], bytes.AsSpan(k * BytesPerGaussian, BytesPerGaussian));
            }

            writer.Write(Convert.ToBase64String(bytes.AsSpan(0, count * BytesPerGaussian)));
        }
    }

    private static void Put(GaussianModel model, int i, Span<byte> bytes)
    {
        var s = model.Store;
        BinaryPrimitives.WriteSingleLittleEndian(bytes, s.X[i] * model.Width);
        BinaryPrimitives.WriteSingleLittleEndian(bytes[4..], s.Y[i] * model.Height);
        ReadOnlySpan<float> rest =
            [s.L11[i], s.L21[i], s.L22[i], s.Opacity[i], s.R[i], s.G[i], s.B[i], model.HasAlpha ? s.A[i] : 1];
        for (var k = 0; k < rest.Length; k++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes[(8 + (2 * k))..], (Half)rest[k]);
        }
    }
}

/// <param name="Fallback">Picture of the model for browsers without WebGL 2.</param>
/// <param name="Photograph">The photograph to compare with; null for none.</param>
internal sealed record GaussianPageOptions(
    string Title, EncodedPicture Fallback, EncodedPicture? Photograph = null, ProvenanceRecord? Provenance = null);

internal readonly record struct EncodedPicture(string MediaType, ReadOnlyMemory<byte> Bytes)
{
    public string ToDataUri() => Markup.DataUri(MediaType, Bytes.Span);
}
