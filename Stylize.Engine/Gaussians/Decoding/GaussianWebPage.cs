using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>A model that is written as a web page.</summary>
/// <param name="file">Owned by the page.</param>
/// <param name="options">Title, pictures and provenance.</param>
/// <param name="context">Ends the writing.</param>
internal sealed class GaussianWebPage(GaussianFile file, GaussianPageOptions options, OperationContext context) : IArtefact
{
    public int Width => file.Model.Width;

    public int Height => file.Model.Height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
        [new("Gaussians", file.DeclaredCount), new("Shown", file.Model.Count)];

    public void Write(Stream target) => GaussianPage.Write(file.Model, target, options, context.Cancellation);

    public void Dispose() => file.Dispose();
}
