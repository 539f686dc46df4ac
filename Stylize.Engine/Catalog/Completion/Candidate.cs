namespace Stylize.Engine.Catalog.Completion;

/// <summary>A value that a front end offers while somebody types.</summary>
/// <param name="Text">The value.</param>
/// <param name="Tip">What it means, in a few words; empty where the value says it.</param>
public sealed record Candidate(string Text, string Tip = "");
