namespace Stylize.Cli.Arguments;

/// <summary>An option whose description is made only where help is shown.</summary>
internal interface IDescribedOption
{
    /// <summary>Makes the description.</summary>
    void Describe();
}
