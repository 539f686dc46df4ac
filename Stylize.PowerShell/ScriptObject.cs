using System.Management.Automation;

namespace Stylize.PowerShell;

/// <summary>Named values as an object that has a property for each.</summary>
internal static class ScriptObject
{
    /// <summary>An object with a property for each value.</summary>
    /// <param name="values">Names with values.</param>
    internal static PSObject Of(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var described = new PSObject();
        foreach (var (name, value) in values)
        {
            described.Properties.Add(new PSNoteProperty(name, value));
        }

        return described;
    }
}
