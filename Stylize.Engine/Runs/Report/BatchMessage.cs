namespace Stylize.Engine.Runs.Report;

/// <summary>One line that the work on an item reports.</summary>
/// <param name="Source">The item's name; for a file its full path.</param>
/// <param name="IsWarning">True for something the user should know, false for detail.</param>
/// <param name="Text">The line.</param>
public readonly record struct BatchMessage(string Source, bool IsWarning, string Text)
{
    /// <summary>The line behind the name by which its item is told, or as it is where it begins with that name.</summary>
    public string After(string name) => StartsWith(name) ? Text : $"{name}: {Text}";

    /// <summary>True where the line names its item by itself.</summary>
    public bool StartsWith(string name) => name.Length > 0 && Text.StartsWith(name, StringComparison.Ordinal);
}
