namespace Stylize.Engine.Batch;

/// <summary>One line that the work on an item has to say.</summary>
/// <param name="Source">Full path of the input.</param>
/// <param name="IsWarning">True for something the user should know, false for detail.</param>
/// <param name="Text">The line.</param>
public readonly record struct BatchMessage(string Source, bool IsWarning, string Text);
