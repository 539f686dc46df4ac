namespace Stylize.Engine.Batch;

/// <summary>One line that the work on an item reports.</summary>
/// <param name="Source">The item's name; for a file its full path.</param>
/// <param name="IsWarning">True for something the user should know, false for detail.</param>
/// <param name="Text">The line.</param>
public readonly record struct BatchMessage(string Source, bool IsWarning, string Text);
