namespace Stylize.Engine.Drawings;

/// <summary>What a file says about itself.</summary>
/// <param name="Description">One line of text.</param>
/// <param name="Provenance">Provenance to embed; null for none.</param>
internal sealed record DrawingLabel(string Title, string Description, ProvenanceRecord? Provenance);
